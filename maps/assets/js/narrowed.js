// What filters and switches keep from the map, in words, for whoever sees it without them: in a picture, on paper.

import { data, isoOf } from './data.js';
import { fill, kept, make } from './elements.js';
import { facilitiesTitle, layerName, tiersAsked } from './filters.js';
import { firstDay, isDrawn, lastDay, questions, state } from './state.js';
import { day, pieces, say } from './words.js';

const TITLES = { tier: tiersAsked, outcome: facilitiesTitle, site: () => say('f_site_kind') };

const tell = (key, what, ...which) => make('li', pieces(key, { what, which: which.map((one, at) => [at && ', ', one]) }, (piece) => piece));

// Whichever is shorter: what is left, or what is left out, of the answers that there are.
const answered = ({ name_, values_, codes_, on_, label_ }) => {
  const [out, left] = [0, 1].map((asked) => values_.filter((value, code) => on_[code] === asked && codes_.includes(code)).map(label_));
  const few = left.length && left.length < out.length;
  return out.length && tell(few ? 'shown_only' : 'shown_not', TITLES[name_]?.().replace(/\s?[?\u061f]$/, '') ?? say('f_' + name_), ...(few ? left : out));
};

export const narrowed = () => kept(make('div.narrowed'), (node) => {
  const { from, until } = state;
  const lines = [
    (from ?? until) !== null && tell('shown_only', say('h_when'),
      say('date_between', { first: day(isoOf(from ?? firstDay)), last: day(isoOf(until ?? lastDay)) })),
    !state.undated_ && tell('shown_not', say('h_when'), say('undated')),
    ...questions.map(answered),
    ...data.legend.layers.filter((name) => !isDrawn(name)).map((name) => tell('shown_not', say('further'), layerName(name))),
  ].filter((one) => one);
  fill(node, lines.length && [make('p', say('narrowed')), make('ul', lines)]);
});
