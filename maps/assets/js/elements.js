// Elements made without markup: text becomes text nodes, so nothing in it can run.

import { doc, entries, min } from './builtins.js';
import { number, pieces, say } from './words.js';

export const byId = (id) => doc.getElementById(id);
export const find = (selector, within = doc) => within.querySelector(selector);
export const findAll = (selector, within = doc) => within.querySelectorAll(selector);
export const aria = (node, name, value) => node.setAttribute('aria-' + name, value);
export const on = (target, name, act) => target.addEventListener(name, act);
export const focused = () => doc.activeElement;
export const root = doc.documentElement;
export const bodyClass = doc.body.classList;

// Puts in a node what is given, in place of what it held; what is missing is left out.
export const fill = (node, ...children) => {
  node.replaceChildren(...children.flat(Infinity).filter((child) => child));
  return node;
};

// Gives a node attributes, as far as there is something to say, and listeners ("onclick").
export const dress = (node, attributes) => {
  entries(attributes).forEach(([name, value]) => {
    if (name.startsWith('on')) on(node, name.slice(2), value);
    else if ((value ?? false) !== false) node.setAttribute(name, value === true ? '' : value);
  });
  return node;
};

// "p.small" is a paragraph of a class; attributes may come first.
export const make = (what, ...children) => {
  const [tag, names] = what.split('.');
  const more = children[0]?.constructor === Object ? children.shift() : {};
  return fill(dress(doc.createElement(tag), { class: names, ...more }), children);
};

// Text from data stands in <bdi>: its direction cannot turn round the words beside it.
export const aside = (text) => make('bdi', String(text));

// A phrase whose values are texts from data: each value in a <bdi> of its own.
export const phrase = (what, key, values) => make(what, pieces(key, values, aside));

// The same as a line of its own, where there is something to say.
export const line = (key, value) => value && phrase('p', key, value);

// What is pressed in a popup must not count as a press on the map under it.
export const button = (label, act, more, what = 'button') => make(what, {
  type: 'button', onclick: (event) => { event.stopPropagation(); act(); }, ...more,
}, label);
export const link = (label, act, more = '') => button(label, act, {}, 'button.link' + more);

// A paragraph that says a phrase.
export const para = (key, values) => make('p', say(key, values));

export const small = (...content) => make('p.small', content);
export const beside = (...content) => make('span.small', content);
export const sourceBox = (...lines) => make('div.source', lines);

// Texts in one line, what is missing left out.
export const inLine = (texts, between = ' \u00b7 ') => texts.filter((text) => text).join(between);

// How far one is in what is shown a page at a time, and the way on.
export const turning = (first, size, n, turn) => {
  const way = (label, to) => button(say(label), () => turn(to), { disabled: to < 0 || to >= n });
  return make('div.turn', way('earlier', first - size),
    make('span', say('page_of', { first: min(n, first + 1), last: min(first + size, n), n })), way('later', first + size));
};

export const listed = (what, items, render) => make(what, items.map((item) => make('li', render(item))));

export const paged = (rows, size, render) => {
  const box = make('div.paged');
  const show = (first) => fill(box, listed('ul', rows.slice(first, first + size), render),
    rows.length > size && turning(first, size, rows.length, show));
  return show(0);
};

// Whether the reader asked for as little movement as can be.
export const asks = (query) => window.matchMedia(query);
export const still = () => asks('(prefers-reduced-motion: reduce)').matches;
export const JUMP = { animate: false };

// What changed, for those who do not see it.
const live = byId('live');
export const announce = (text) => { fill(live, text); };

// What is written anew whenever the figures change.
export const figures = [];

export const kept = (node, write) => {
  figures.push(() => write(node));
  return node;
};

export const figure = (read) => kept(make('span.count'), (node) => { fill(node, number(read())); });
