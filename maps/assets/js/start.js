// Begin.

const asked = readLink();
if (about.lang !== data.about.first_lang) buildTop();
await pause();
current = select();
await pause();
buildTools();
buildPanel();
map.invalidateSize({ animate: false });
wholeView();
await pause();
drawGround();
drawNames();
await pause();
paint();
await pause();
tell();
map.on('moveend', follow);
map.on('moveend', keepLink);
window.addEventListener('resize', () => map.invalidateSize({ animate: false }));
// Paper is light.
const dress = (dark) => { theme = THEMES[dark ? 'dark' : 'light']; drawGround(); anew(); };
prefersDark.addEventListener('change', () => dress(prefersDark.matches));
// The map keeps its size and is scaled to the paper: what is drawn anew now would be printed on white.
const PAPER_WIDTH = 680;
window.addEventListener('beforeprint', () => {
  const box = map.getContainer();
  const { clientWidth, clientHeight } = box;
  document.querySelectorAll('.sources, .mapkey').forEach((one) => { one.open = true; });
  Object.assign(box.style, { width: clientWidth + 'px', height: clientHeight + 'px', background: theme === THEMES.dark ? '#12181c' : '' });
  box.style.setProperty('--paper-zoom', PAPER_WIDTH / clientWidth);
});
window.addEventListener('afterprint', () => {
  Object.assign(map.getContainer().style, { width: '', height: '', background: '' });
  dress(prefersDark.matches);
});
window.addEventListener('hashchange', () => { if (window.location.hash.includes('=') && window.location.hash.slice(1) !== written()) window.location.reload(); });
window.nostrikeMap = map;
await followLink(asked);
document.documentElement.classList.add('ready');
