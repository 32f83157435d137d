// When: a histogram with two sliders, two dates to type, and a player.

import { arrayFrom, entries, max, min } from './builtins.js';
import { NO_DAY, isoOf, nIncidents, starts } from './data.js';
import { aria, button, byId, figure, focused, kept, make, still } from './elements.js';
import { checkRow } from './filters.js';
import { refresh } from './panel.js';
import { BINS, binOf, current, dated, firstDay, lastDay, shownRows, state } from './state.js';
import { day, say } from './words.js';

const STEP_MS = 450;
let playing;

const svg = (tag, attributes) => {
  const node = document.createElementNS('http://www.w3.org/2000/svg', tag);
  entries(attributes).forEach(([name, value]) => node.setAttribute(name, value));
  return node;
};

// The two ends of the time asked for; an end that cuts nothing off is not kept.
const ends = {
  from: { read: () => state.from ?? firstDay, set: (value) => {
    state.from = value === null || value <= firstDay ? null : value;
    if (value !== null && value > ends.until.read()) state.until = min(value, lastDay);
  } },
  until: { read: () => state.until ?? lastDay, set: (value) => {
    state.until = value === null || value >= lastDay ? null : value;
    if (value !== null && value < ends.from.read()) state.from = max(value, firstDay);
  } },
};

const slider = (name) => {
  const { read, set } = ends[name];
  return kept(make('input', {
    type: 'range', min: firstDay, max: lastDay, 'aria-label': say('date_' + name), oninput: (event) => { set(Number(event.target.value)); refresh(); },
  }), (node) => {
    node.value = read();
    aria(node, 'valuetext', day(isoOf(read())));
  });
};

const typed = (name) => {
  const { read, set } = ends[name];
  return make('label', say('date_' + name) + ' ', kept(make('input#date-' + name, {
    type: 'date', min: isoOf(firstDay), max: isoOf(lastDay),
    onchange: ({ target }) => { set(target.value ? Date.parse(target.value) / 864e5 : null); refresh(); },
  }), (node) => { if (node !== focused()) node.value = isoOf(read()); }));
};

const histogram = () => {
  const picture = svg('svg', { viewBox: '0 0 ' + BINS + ' 40', preserveAspectRatio: 'none', class: 'histogram', 'aria-hidden': 'true' });
  const bars = arrayFrom(current.bins, (none, bin) => svg('rect', { x: bin + 0.06, width: 0.88 }));
  picture.append(...bars);
  return kept(picture, () => {
    const most = max(1, ...current.bins);
    const [from, until] = [ends.from, ends.until].map((end) => binOf(end.read()));
    bars.forEach((bar, bin) => {
      const high = current.bins[bin] && max(1.5, (38 * current.bins[bin]) / most);
      bar.setAttribute('y', 40 - high);
      bar.setAttribute('height', high);
      bar.setAttribute('class', bin < from || bin > until ? 'off' : 'on');
    });
  });
};

// Plays on from the first day to the last; one step a press where little movement is asked for.
const step = () => {
  const width = (lastDay - firstDay + 1) / BINS;
  ends.until.set(Math.ceil(width + (state.until ?? firstDay - 1)));
  refresh();
  if (state.until === null) stop();
};

const stop = () => {
  clearInterval(playing);
  playing = 0;
  byId('play').textContent = say('play');
};

const play = () => {
  if (playing) { stop(); return; }
  step();
  if (still() || state.until === null) return;
  playing = setInterval(step, STEP_MS);
  byId('play').textContent = say('pause');
};

export const timeline = () => dated.length && make('fieldset.when', make('legend', say('h_when')), histogram(), slider('from'), slider('until'),
  make('div.dates', typed('from'), typed('until')),
  make('p.both',
    button(say(playing ? 'pause' : 'play'), play, { id: 'play' }),
    button(say('reset'), () => { stop(); ends.from.set(null); ends.until.set(null); refresh(); })),
  dated.length < nIncidents && checkRow(null, say('undated'), state.undated, (on) => { state.undated = on; },
    figure(() => shownRows().filter((row) => starts[row] === NO_DAY).length)));
