// When: a histogram with two sliders, two dates to type, and a player.

import { arrayFrom, max, min } from './builtins.js';
import { NO_DAY, data, isoOf, starts } from './data.js';
import { aria, button, byId, dress, figure, focused, kept, make, still } from './elements.js';
import { checkRow } from './filters.js';
import { STEP_MS } from './limits.js';
import { refresh } from './panel.js';
import { BINS, binOf, current, firstDay, lastDay, shownRows, state } from './state.js';
import { day, say } from './words.js';

let playing;

const svg = (tag, attributes) => dress(L.SVG.create(tag), attributes);

// The two ends of the time asked for: an end that cuts nothing off is not kept, and one that is
// moved past the other takes it along. `way` is where the other end lies.
const end = (name, other, limit, way) => ({
  read_: () => state[name] ?? limit,
  set_: (value) => {
    state[name] = value === null || value * way <= limit * way ? null : value;
    if (value !== null && value * way > ends[other].read_() * way) state[other] = max(firstDay, min(value, lastDay));
  },
});
const ends = { from: end('from', 'until', firstDay, 1), until: end('until', 'from', lastDay, -1) };

const slider = (name) => {
  const { read_: read, set_: set } = ends[name];
  return kept(make('input', {
    type: 'range', min: firstDay, max: lastDay, 'aria-label': say('date_' + name), oninput: (event) => { set(Number(event.target.value)); refresh(); },
  }), (node) => {
    node.value = read();
    aria(node, 'valuetext', day(isoOf(read())));
  });
};

const typed = (name) => {
  const { read_: read, set_: set } = ends[name];
  return make('label', say('date_' + name) + ' ', kept(make('input', {
    id: 'date-' + name, type: 'date', min: isoOf(firstDay), max: isoOf(lastDay),
    onchange: ({ target }) => { set(target.value ? Date.parse(target.value) / 864e5 : null); refresh(); },
  }), (node) => { if (node !== focused()) node.value = isoOf(read()); }));
};

const histogram = () => {
  const picture = svg('svg', { viewBox: '0 0 ' + BINS + ' 40', preserveAspectRatio: 'none', class: 'histogram', 'aria-hidden': 'true' });
  const bars = arrayFrom(current.bins_, (none, bin) => svg('rect', { x: bin + 0.06, width: 0.88 }));
  picture.append(...bars);
  return kept(picture, () => {
    const most = max(1, ...current.bins_);
    const [from, until] = [ends.from, ends.until].map(({ read_ }) => binOf(read_()));
    bars.forEach((bar, bin) => {
      const high = current.bins_[bin] && max(1.5, (38 * current.bins_[bin]) / most);
      dress(bar, { y: 40 - high, height: high, class: bin < from || bin > until ? 'off' : 'on' });
    });
  });
};

// Plays on from the first day to the last; one step a press where little movement is asked for.
const step = () => {
  const width = (lastDay - firstDay + 1) / BINS;
  ends.until.set_(Math.ceil(width + (state.until ?? firstDay - 1)));
  refresh();
  if (state.until === null) stop();
};

const pressed = () => say(playing ? 'pause' : 'play');
const tellPlaying = () => { byId('play').textContent = pressed(); };

const stop = () => {
  clearInterval(playing);
  playing = 0;
  tellPlaying();
};

const play = () => {
  if (playing) { stop(); return; }
  step();
  if (still() || state.until === null) return;
  playing = setInterval(step, STEP_MS);
  tellPlaying();
};

export const timeline = () => data.legend.days.length && make('fieldset.when', make('legend', say('h_when')), histogram(), slider('from'), slider('until'),
  make('div.dates', typed('from'), typed('until')),
  make('p.both',
    button(pressed(), play, { id: 'play' }),
    button(say('reset'), () => { stop(); ends.from.set_(null); ends.until.set_(null); refresh(); })),
  data.legend.undated && checkRow(null, say('undated'), state.undated_, (on) => { state.undated_ = on; },
    figure(() => shownRows().filter((row) => starts[row] === NO_DAY).length)));
