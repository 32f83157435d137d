// Elements made without markup: text becomes text nodes, so nothing in it can run.

import { number, say, words } from './words.js';

export function make(tag, attributes, ...children) {
  const node = document.createElement(tag);
  Object.entries(attributes || {}).forEach(([name, value]) => {
    if (value === null || value === undefined || value === false) return;
    if (name.startsWith('on')) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? '' : value);
  });
  children.flat(Infinity).forEach((child) => {
    if (child === null || child === undefined) return;
    node.append(child instanceof Node ? child : document.createTextNode(String(child)));
  });
  return node;
}

// Text from data stands in <bdi>: its direction cannot turn round the words beside it.
export const aside = (text) => make('bdi', { dir: 'auto' }, text);

// A phrase whose values are texts from data: each value in a <bdi> of its own.
export function phrase(tag, attributes, key, values) {
  const pieces = (words.labels[key] === undefined ? key : words.labels[key]).split(/\{(\w+)\}/);
  return make(tag, attributes, pieces.map((piece, at) => (at % 2 ? aside(values[piece]) : piece)));
}

export function clear(node) {
  while (node.firstChild) node.removeChild(node.firstChild);
  return node;
}

// A list shown a page at a time, with how far one is in it.
export function paged(rows, size, render) {
  const box = make('div', { class: 'paged' });
  let first = 0;
  function show() {
    clear(box);
    const shown = rows.slice(first, first + size);
    box.append(make('ul', {}, shown.map((row) => make('li', {}, render(row)))));
    if (rows.length <= size) return;
    const turn = (label, to, able) => make('button', {
      type: 'button', disabled: !able, onclick: (event) => { event.stopPropagation(); first = to; show(); },
    }, say(label));
    box.append(make('div', { class: 'turn' },
      turn('earlier', first - size, first > 0),
      make('span', {}, say('page_of', {
        first: number(first + 1), last: number(Math.min(first + size, rows.length)), n: number(rows.length),
      })),
      turn('later', first + size, first + size < rows.length)));
  }
  show();
  return box;
}

// Whether the reader asked for as little movement as can be.
export const still = () => window.matchMedia('(prefers-reduced-motion: reduce)').matches;

export const button = (label, act, more) => make('button', { type: 'button', onclick: act, ...more }, label);

// What changed, for those who do not see it.
const live = make('p', { class: 'unseen', role: 'status', 'aria-live': 'polite' });
document.querySelector('main').append(live);
export const announce = (text) => { live.textContent = text; };
