// Begin.

buildPanel();
mapKey();
drawGround();
drawNames();
refresh();
map.on('moveend', follow);
window.addEventListener('resize', () => map.invalidateSize({ animate: false }));
window.addEventListener('beforeprint', () => map.invalidateSize({ animate: false }));
window.nostrikeMap = map;
document.documentElement.classList.add('ready');
