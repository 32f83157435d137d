// When: a histogram with two sliders, two dates to type, and a player.

import { NO_DAY, isoOf, nIncidents, starts } from './data.js';
import { button, make, still } from './elements.js';
import { checkRow, figure, figures } from './filters.js';
import { refresh } from './panel.js';
import { BINS, binOf, current, dated, firstDay, lastDay, shownRows, state } from './state.js';
import { day, say } from './words.js';

const STEP_MS = 450;
let playing = null;

function svg(tag, attributes) {
  const node = document.createElementNS('http://www.w3.org/2000/svg', tag);
  Object.entries(attributes).forEach(([name, value]) => node.setAttribute(name, value));
  return node;
}

function slider(label, read, set) {
  const node = make('input', { type: 'range', min: firstDay, max: lastDay, step: 1, 'aria-label': say(label) });
  node.addEventListener('input', () => { set(Number(node.value)); refresh(); });
  figures.push(() => {
    node.value = read();
    node.setAttribute('aria-valuetext', day(isoOf(read())));
  });
  return node;
}

function typed(label, name, read, set) {
  const node = make('input', { type: 'date', min: isoOf(firstDay), max: isoOf(lastDay), id: 'date-' + name });
  node.addEventListener('change', () => { set(node.value ? Date.parse(node.value) / 864e5 : null); refresh(); });
  figures.push(() => { if (node !== document.activeElement) node.value = isoOf(read()); });
  return make('label', {}, say(label) + ' ', node);
}

const fromDay = () => (state.from === null ? firstDay : state.from);
const untilDay = () => (state.until === null ? lastDay : state.until);

function setFrom(value) {
  state.from = value === null || value <= firstDay ? null : value;
  if (value !== null && value > untilDay()) state.until = Math.min(value, lastDay);
}

function setUntil(value) {
  state.until = value === null || value >= lastDay ? null : value;
  if (value !== null && value < fromDay()) state.from = Math.max(value, firstDay);
}

function histogram() {
  const picture = svg('svg', { viewBox: '0 0 ' + BINS + ' 40', preserveAspectRatio: 'none', class: 'histogram', 'aria-hidden': 'true' });
  const bars = Array.from(current.bins, (none, bin) => svg('rect', { x: bin + 0.06, width: 0.88 }));
  picture.append(...bars);
  figures.push(() => {
    const most = Math.max(1, ...current.bins);
    const [from, until] = [binOf(fromDay()), binOf(untilDay())];
    bars.forEach((bar, bin) => {
      const high = current.bins[bin] ? Math.max(1.5, (38 * current.bins[bin]) / most) : 0;
      bar.setAttribute('y', 40 - high);
      bar.setAttribute('height', high);
      bar.setAttribute('class', bin < from || bin > until ? 'off' : 'on');
    });
  });
  return picture;
}

// Plays on from the first day to the last; one step a press where little movement is asked for.
function step() {
  const width = (lastDay - firstDay + 1) / BINS;
  const next = state.until === null ? firstDay + width : state.until + width;
  setUntil(Math.ceil(next) - (state.until === null ? 1 : 0));
  refresh();
  if (state.until === null) stop();
}

function stop() {
  clearInterval(playing);
  playing = null;
  const player = document.getElementById('play');
  if (player) player.textContent = say('play');
}

function play() {
  if (playing) { stop(); return; }
  step();
  if (still() || state.until === null) return;
  playing = setInterval(step, STEP_MS);
  document.getElementById('play').textContent = say('pause');
}

export function timeline() {
  if (!dated.length) return null;
  const box = make('fieldset', { class: 'when' }, make('legend', {}, say('h_when')), histogram(),
    slider('date_from', fromDay, setFrom), slider('date_until', untilDay, setUntil),
    make('div', { class: 'dates' }, typed('date_from', 'from', fromDay, setFrom), typed('date_until', 'until', untilDay, setUntil)),
    make('p', { class: 'both' },
      button(say(playing ? 'pause' : 'play'), play, { id: 'play' }),
      button(say('reset'), () => { stop(); setFrom(null); setUntil(null); refresh(); })));
  if (dated.length < nIncidents) {
    box.append(checkRow(null, say('undated'), state.undated, (on) => { state.undated = on; },
      figure(() => shownRows().filter((row) => starts[row] === NO_DAY).length)));
  }
  return box;
}
