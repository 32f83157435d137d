// Opening an incident, a place with several, or a facility.

// A popup opens beside the key, where there is room.
const besideKey = (side) => (about.dir === side && map.getSize().x > 800 ? 250 : 12);

function popup(place, content) {
  const wide = Math.min(340, map.getSize().x - 60);
  return L.popup({ maxWidth: wide, minWidth: Math.min(260, wide), maxHeight: Math.min(380, map.getSize().y - 70), autoPanPaddingTopLeft: [besideKey('ltr'), 12], autoPanPaddingBottomRight: [besideKey('rtl'), 12] })
    .setLatLng(place).setContent(content).openOn(map);
}

function choose(drawn) {
  layers.chosen.clearLayers();
  drawn.forEach((layer) => layers.chosen.addLayer(layer));
}

function aroundIncident(row) {
  const drawn = incidents.drawn[row] === 'point' ? circlesOf([row]) : [];
  (pairsOfIncident.get(row) || []).slice(0, 30).forEach((pair) => {
    drawn.push(...lineOf(pair));
    if (sites.lat[pairs.facility[pair]] !== null) drawn.push(...ringsOf(pairs.facility[pair]));
  });
  if (incidents.drawn[row] === 'point') drawn.push(placeMark([row]));
  return drawn;
}

function placeOf(row) {
  if (incidents.drawn[row] === 'point') return [incidents.lat[row], incidents.lon[row]];
  if (incidents.drawn[row] === 'area') {
    const area = data.areas[incidents.area[row]];
    return [area.lat, area.lon];
  }
  return null;
}

function openIncident(row, back) {
  const place = placeOf(row);
  const details = incidentDetails(row);
  if (back) details.prepend(make('button', { type: 'button', class: 'link back', onclick: (event) => { event.stopPropagation(); back(); } }, say('back')));
  choose(aroundIncident(row));
  popup(place || map.getCenter(), details);
}

function openGroup(rows, place) {
  if (rows.length === 1) { openIncident(rows[0]); return; }
  const area = incidents.drawn[rows[0]] === 'area' ? data.areas[incidents.area[rows[0]]] : null;
  const counts = counted(rows);
  const known = placeName(rows[0]);
  choose(area ? [] : circlesOf(rows));
  popup(place, make('div', { class: 'details' },
    make('h3', {}, say(area ? 'n_incidents_area' : 'n_incidents', { n: number(rows.length) })),
    area && area.name ? make('p', { class: 'when' }, aside(area.name)) : known ? make('p', { class: 'when' }, aside(known)) : null,
    area ? null : make('p', {}, say('one_point_note')),
    make('p', { class: 'small' }, metres(radii[state.radius]) + ': ' + TIERS.filter((tier) => counts[tier])
      .map((tier) => say('tier_' + tier) + ' ' + number(counts[tier])).join(' · ')),
    paged(byTime(rows), 8, (row) => linkTo(incidentLabel(row), () => openIncident(row, () => openGroup(rows, place))))));
}

function openSite(row) {
  if (sites.lat[row] === null) { popup(map.getCenter(), siteDetails(row)); return; }
  const drawn = ringsOf(row);
  (pairsOfSite.get(row) || []).slice(0, 200).forEach((pair) => drawn.push(...lineOf(pair)));
  (registrationsOfSite.get(row) || []).forEach((one) => drawn.push(...displacement(one)));
  choose(drawn);
  popup([sites.lat[row], sites.lon[row]], siteDetails(row));
}

// From a list: go there first, so that the place is seen.
function visit(place, error, open) {
  if (window.matchMedia('(max-width: 760px)').matches) document.body.classList.add('folded');
  map.invalidateSize({ animate: false });
  if (place) {
    const across = 2 * Math.max(error || 0, 2 * Math.max(...radii));
    const zoom = map.getBoundsZoom(L.latLng(place).toBounds(across));
    map.setView(place, Math.min(15, Math.max(map.getZoom(), zoom)), { animate: false });
  }
  open();
}

map.on('popupopen', () => document.body.classList.add('popped'));
map.on('popupclose', () => {
  document.body.classList.remove('popped');
  layers.chosen.clearLayers();
});
