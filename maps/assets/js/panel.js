// The panel: figures, limits, legend that is also the filter, lists, sources.

const panel = document.getElementById('panel');
const cutNotes = new Map();
const tierCounts = new Map();
const tierQuestion = make('span', {});
let listBox = null;
let undrawnNote = null;
let listShown = 'incidents';

function section(heading, name, ...children) {
  return make('section', { class: name }, make('h2', {}, say(heading)), children);
}

function sentences(list) {
  return make('ul', {}, list.map((sentence) => make('li', {}, sentence)));
}

function group(legend, ...children) {
  return make('fieldset', {}, make('legend', {}, legend), children);
}

function row(picture, label, set, value, more) {
  const input = make('input', { type: 'checkbox', checked: set.has(value) });
  input.addEventListener('change', () => {
    if (input.checked) set.add(value); else set.delete(value);
    refresh();
  });
  return make('label', { class: 'row' }, input, picture, make('span', { class: 'words' }, label), more);
}

function radiusChoice() {
  if (radii.length === 1) return make('p', { class: 'radius' }, say('radius') + ' ' + metres(radii[0]));
  const choice = make('select', { id: 'radius' }, radii.map((radius, k) => make('option', { value: k }, metres(radius))));
  choice.addEventListener('change', () => { state.radius = Number(choice.value); refresh(); });
  return make('label', { class: 'radius' }, say('radius') + ' ', choice);
}

function dateChoice() {
  if (!firstDate) return null;
  const input = (label, name) => {
    const node = make('input', { type: 'date', min: firstDate, max: lastDate, value: name === 'from' ? firstDate : lastDate, id: 'date-' + name });
    node.addEventListener('change', () => { state[name] = node.value || null; refresh(); });
    return [node, make('label', {}, say(label) + ' ', node)];
  };
  const [from, fromLabel] = input('date_from', 'from');
  const [until, untilLabel] = input('date_until', 'until');
  const reset = make('button', { type: 'button' }, say('reset'));
  reset.addEventListener('click', () => {
    from.value = firstDate;
    until.value = lastDate;
    state.from = null;
    state.until = null;
    refresh();
  });
  const dated = make('div', { class: 'dates' }, fromLabel, untilLabel, reset);
  if (incidents.from.every((value) => value)) return dated;
  const undated = make('input', { type: 'checkbox', checked: true });
  undated.addEventListener('change', () => { state.undated = undated.checked; refresh(); });
  return [dated, make('label', { class: 'row' }, undated, make('span', { class: 'words' }, say('undated')))];
}

function tierRows() {
  const used = new Set();
  for (let at = 0; at < nIncidents; at += 1) radii.forEach((radius, k) => used.add(tierOf(at, k)));
  const always = TIERS.slice(0, 5);
  const legend = make('legend', {});
  const rows = TIERS.filter((tier) => used.has(tier) || always.includes(tier)).map((tier) => {
    const count = make('span', { class: 'count' });
    tierCounts.set(tier, count);
    const note = data.labels['tier_' + tier + '_note'];
    return row(key((ctx, x, y) => drawIncident(ctx, x, y, tier, 'strike', false)),
      [say('tier_' + tier), note ? make('span', { class: 'note' }, ' ' + note) : null], state.tiers, tier, count);
  });
  tierCounts.set('legend', legend);
  const example = { likely: 2, cannot_tell: 5 };
  return make('fieldset', {}, legend, rows,
    make('p', { class: 'row still' }, key((ctx, x, y) => drawMany(ctx, x, y, example, 7, false), 32), make('span', { class: 'words' }, say('several'))),
    make('p', { class: 'row still' }, key((ctx, x, y) => drawStack(ctx, x - 1, y + 1, example, 7), 32), make('span', { class: 'words' }, say('bundle'))),
    make('p', { class: 'row still' }, key((ctx, x, y) => drawIncident(ctx, x, y, 'cannot_tell', 'strike', true)), make('span', { class: 'words' }, say('reported_ring'))),
    make('p', { class: 'small' }, say('counts_note')));
}

function kindRows() {
  const counts = {};
  incidents.kind.forEach((kind) => { counts[kind] = (counts[kind] || 0) + 1; });
  const kinds = ['strike', 'attack', 'other'].filter((kind) => counts[kind]);
  return group(say('kinds'), kinds.map((kind) => row(null, say('kind_' + kind), state.kinds, kind,
    make('span', { class: 'count' }, number(counts[kind])))));
}

function siteRows() {
  const counts = {};
  sites.outcome.forEach((outcome, at) => { if (sites.lat[at] !== null) counts[outcome] = (counts[outcome] || 0) + 1; });
  const outcomes = Object.keys(OUTCOME_SHAPES).filter((outcome) => counts[outcome]);
  if (!outcomes.length) return null;
  return group(say(about.with_registry ? 'facilities_by_outcome' : 'facilities'), outcomes.map((outcome) => row(
    key((ctx, x, y) => drawSite(ctx, x, y, outcome)), say('outcome_' + outcome), state.outcomes, outcome,
    make('span', { class: 'count' }, number(counts[outcome])))));
}

function layerRow(name, picture, label) {
  const note = make('span', { class: 'note cut', hidden: true }, say('in_view_only'));
  cutNotes.set(name, note);
  return row(key(picture), [label, note], state.layers, name);
}

function stroke(style, dash, width, arc) {
  return (ctx, x, y) => {
    ctx.save();
    ctx.beginPath();
    if (arc) ctx.arc(x, y, 9, 0, 7);
    else { ctx.moveTo(x - 11, y); ctx.lineTo(x + 11, y); }
    ctx.setLineDash(dash);
    ctx.lineWidth = width;
    ctx.strokeStyle = style;
    if (arc === 'filled') { ctx.fillStyle = 'rgba(60,70,80,0.08)'; ctx.fill(); }
    ctx.stroke();
    ctx.restore();
  };
}

function furtherRows() {
  const has = (outcome) => registrations && registrations.outcome.includes(outcome);
  return group(say('further'),
    layerRow('uncertainty', stroke('#3c4650', [], 1, 'filled'), say('layer_uncertainty')),
    Object.keys(data.areas).length ? layerRow('areas', stroke('#3c4650', [6, 5], 1.3, 'filled'), say('layer_areas')) : null,
    layerRow('rings', stroke(BLUE, [], 1, 'ring'), say('layer_rings', { radii: radii.map(metres).join(', ') })),
    layerRow('pairs', stroke(INK, [], 1.2), say('layer_pairs')),
    has('displaced') ? layerRow('displaced', stroke(BLUE, [1, 5], 2.4), say('layer_displaced')) : null,
    has('unmatched') ? layerRow('unmatched', (ctx, x, y) => drawSite(ctx, x, y, 'unmatched'), say('layer_unmatched')) : null,
    data.ground.names.length + data.ground.places.length ? layerRow('names', (ctx, x, y) => write(ctx, x, y, 'Aa', 11, '#6b675c'), say('layer_names')) : null);
}

// The marks in short, on the map itself: what a picture of it needs.
function mapKey() {
  const line = (picture, label) => make('li', {}, key(picture, 22), make('span', {}, label));
  const tiers = TIERS.filter((tier) => incidents.id.some((id, at) => incidents.kind[at] !== 'other' && tierOf(at, 0) === tier));
  const outcomes = Object.keys(OUTCOME_SHAPES).filter((outcome) => sites.outcome.some((one, at) => one === outcome && sites.lat[at] !== null));
  const box = make('details', { class: 'mapkey', open: map.getSize().x > 620 }, make('summary', {}, say('key')),
    make('p', {}, tierQuestion),
    make('ul', {}, tiers.map((tier) => line((ctx, x, y) => drawIncident(ctx, x, y, tier, 'strike', false), say('tier_' + tier)))),
    outcomes.length ? [make('p', {}, say(about.with_registry ? 'facilities_by_outcome' : 'facilities')),
      make('ul', {}, outcomes.map((outcome) => line((ctx, x, y) => drawSite(ctx, x, y, outcome), say('outcome_' + outcome))))] : null,
    make('ul', {}, line(stroke('#3c4650', [], 1, 'filled'), say('layer_uncertainty')),
      Object.keys(data.areas).length ? line(stroke('#3c4650', [6, 5], 1.3, 'filled'), say('layer_areas')) : null,
      line((ctx, x, y) => drawStack(ctx, x - 1, y + 1, { likely: 1, cannot_tell: 2 }, 3), say('bundle_short'))));
  const control = L.control({ position: about.dir === 'rtl' ? 'topright' : 'topleft' });
  control.onAdd = () => {
    L.DomEvent.disableClickPropagation(box);
    L.DomEvent.disableScrollPropagation(box);
    return box;
  };
  control.addTo(map);
}

function sourceRows() {
  if (state.sources.size < 2) return null;
  const counts = new Map();
  incidents.source.forEach((source) => counts.set(source, (counts.get(source) || 0) + 1));
  return group(say('sources'), [...counts.keys()].map((source) => row(null, aside(sourceTitles.get(source) || source),
    state.sources, source, make('span', { class: 'count' }, number(counts.get(source))))));
}

function showList(name) {
  listShown = name;
  const box = clear(listBox);
  const tabs = [['incidents', current.shown.length], ['facilities', nSites], ['not_drawn', current.undrawn.length]];
  box.append(make('div', { class: 'tabs' }, tabs.map(([tab, n]) => make('button', {
    type: 'button', 'aria-pressed': String(tab === name), onclick: () => showList(tab),
  }, say('list_' + tab) + ' ' + number(n)))));
  const lists = {
    incidents: () => [byTier(current.shown), (at) => linkTo(incidentLabel(at), () => visit(placeOf(at), incidents.drawn[at] === 'point' ? incidents.error_m[at] : 20000, () => openIncident(at)))],
    facilities: () => [[...sites.id.keys()], (at) => linkTo(aside(siteName(at)),
      () => visit(sites.lat[at] === null ? null : [sites.lat[at], sites.lon[at]], 0, () => openSite(at)),
      sites.outcome[at] === 'not_assessed' ? null : make('span', { class: 'small' }, say('outcome_' + sites.outcome[at])))],
    not_drawn: () => [byTime(current.undrawn), (at) => linkTo(incidentLabel(at), () => visit(null, 0, () => openIncident(at)),
      make('span', { class: 'small' }, whyNotDrawn(at)))],
  };
  const [rows, render] = lists[name]();
  box.append(rows.length ? paged(rows, 20, render) : make('p', {}, say('nothing')));
}

function sourceEntry(entry) {
  const dated = entry.dates && entry.dates[0] && entry.dates[1];
  return make('div', { class: 'source' },
    make('h3', {}, aside(entry.title || entry.source)),
    make('p', {}, say('source_counts', { n: number(entry.n_incidents || 0), strikes: number(entry.n_strikes || 0) }),
      dated ? ' ' + say('source_dates', { first: day(entry.dates[0]), last: day(entry.dates[1]) }) : null),
    entry.selected ? make('p', {}, say('selected_for_health')) : null,
    entry.citation ? phrase('p', {}, 'citation_line', { citation: entry.citation }) : null,
    entry.licence ? phrase('p', {}, 'licence_line', { licence: entry.licence }) : null);
}

function listEntry(entry) {
  return make('div', { class: 'source' }, make('h3', {}, aside(entry.title || entry.source || entry.file || '')),
    make('p', {}, entry.as_of ? say('list_as_of', { date: day(entry.as_of) }) : say('list_undated')),
    entry.citation ? phrase('p', {}, 'citation_line', { citation: entry.citation }) : null,
    entry.licence ? phrase('p', {}, 'licence_line', { licence: entry.licence }) : null);
}

function readEntry(entry) {
  const line = (name, label, value) => (value === null || value === undefined || value === ''
    ? null : phrase('p', {}, label, { [name]: value }));
  const columns = Object.entries(entry.columns || {});
  return make('div', { class: 'source' },
    line('file', 'read_file', entry.file), line('sheet', 'read_sheet', entry.sheet),
    line('row', 'read_header', entry.header_row), line('format', 'read_format', entry.format),
    line('format', 'read_coordinates', entry.coordinate_format), line('crs', 'read_crs', entry.crs),
    columns.length ? make('dl', {}, columns.map(([column, meaning]) => [
      make('dt', {}, aside(column)), make('dd', {}, aside(meaning))]).flat()) : null);
}

function sourcesSection() {
  return make('details', { class: 'sources' }, make('summary', {}, make('h2', {}, say('h_sources'))),
    data.sources.map(sourceEntry), data.lists.map(listEntry),
    data.read_as.length ? [make('h3', {}, say('read_as')), data.read_as.map(readEntry)] : null,
    make('div', { class: 'source' },
      make('p', {}, say('credit_circles')),
      phrase('p', {}, 'credit_borders', { name: about.ground }),
      make('p', {}, say('credit_map')),
      about.generated ? make('p', {}, say('generated', { date: day(about.generated) })) : null));
}

function foldButton() {
  const label = make('span', {}, say('panel_hide'));
  const button = make('button', { type: 'button', class: 'fold', 'aria-expanded': 'true', 'aria-controls': 'panel' }, label);
  button.addEventListener('click', () => document.body.classList.toggle('folded'));
  new MutationObserver(() => {
    const folded = document.body.classList.contains('folded');
    label.textContent = say(folded ? 'panel_show' : 'panel_hide');
    button.setAttribute('aria-expanded', String(!folded));
    map.invalidateSize({ animate: false });
  }).observe(document.body, { attributes: true, attributeFilter: ['class'] });
  return button;
}

function buildPanel() {
  listBox = make('div', { class: 'lists' });
  undrawnNote = make('p', { class: 'undrawn' });
  clear(panel).append(
    foldButton(),
    section('h_headline', 'headline', sentences(data.headline)),
    section('h_limits', 'limits', sentences(data.limits)),
    section('h_legend', 'legend', radiusChoice(), tierRows(), siteRows(), furtherRows(), undrawnNote,
      dateChoice(), kindRows(), sourceRows()),
    section('h_list', 'listing', listBox),
    sourcesSection());
}

function noteCut(cut) {
  cutNotes.forEach((note, name) => { note.hidden = !cut.has(name); });
}

function tell() {
  const question = say('tiers', { radius: metres(radii[state.radius]) });
  tierCounts.get('legend').textContent = question;
  tierQuestion.textContent = question;
  tierCounts.forEach((node, tier) => {
    if (tier !== 'legend') node.textContent = number(current.tiers[tier] || 0);
  });
  undrawnNote.hidden = !current.undrawn.length;
  undrawnNote.textContent = say('not_drawn_n', { n: number(current.undrawn.length) });
  showList(listShown);
}

function refresh() {
  map.closePopup();
  redraw();
  tell();
}
