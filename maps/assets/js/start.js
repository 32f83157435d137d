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
let onScreen = null;
window.addEventListener('beforeprint', () => {
  onScreen = [map.getCenter(), map.getZoom()];
  const seen = map.getBounds();
  document.querySelectorAll('.sources, .mapkey').forEach((box) => { box.open = true; });
  if (prefersDark.matches) dress(false);
  map.getContainer().classList.add('paper');
  map.invalidateSize({ animate: false }).fitBounds(seen, { animate: false });
});
window.addEventListener('afterprint', () => {
  map.getContainer().classList.remove('paper');
  if (prefersDark.matches) dress(true);
  map.invalidateSize({ animate: false }).setView(...onScreen, { animate: false });
});
window.addEventListener('hashchange', () => { if (window.location.hash.includes('=') && window.location.hash.slice(1) !== written()) window.location.reload(); });
window.nostrikeMap = map;
await followLink(asked);
document.documentElement.classList.add('ready');
