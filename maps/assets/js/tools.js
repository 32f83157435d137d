// The bar above the map: search, table, distance, link, whole screen, language.

import { assign, doc, entries } from './builtins.js';
import { about, allLanguages, languages } from './data.js';
import { aria, aside, byId, fill, find, findAll, on, root } from './elements.js';
import { drawNames, redraw } from './layers.js';
import { copyLink } from './link.js';
import { closePopup, map, resized, wholeView } from './map.js';
import { measureAt, measuring, startMeasuring, stopMeasuring } from './measure.js';
import { buildPanel, tell } from './panel.js';
import { openSite, openedSite, closeCard } from './popups.js';
import { closeSearch, wireSearch } from './search.js';
import { tableBox, toggleTable } from './table.js';
import { askForTiles, pressTiles, showTiles } from './tiles.js';
import { edition, say, useLanguage, words } from './words.js';

const toolBox = byId('tools');

// Said to everyone: on screen for a while, and read aloud.
export const announceAll = (text) => {
  const note = find('.said', toolBox);
  fill(note, text);
  setTimeout(() => { if (note.textContent === text) fill(note, ''); }, 6000);
};

const wholeScreen = () => {
  if (doc.fullscreenElement) doc.exitFullscreen(); else root.requestFullscreen();
};

// The bar came with the page: its buttons by their ids.
export const buildTools = () => {
  byId('full-screen').hidden = !doc.fullscreenEnabled;
  entries({
    'open-table': () => toggleTable(tableBox.hidden),
    measure: () => (measuring ? stopMeasuring() : startMeasuring()),
    'measure-middle': () => measureAt(map.getCenter()),
    'measure-close': () => { stopMeasuring(); byId('measure').focus(); },
    'whole-map': wholeView,
    link: copyLink,
    'full-screen': wholeScreen,
    print: () => window.print(),
    tiles: askForTiles,
    'tiles-yes': showTiles,
    'tiles-no': pressTiles,
  }).forEach(([id, act]) => on(byId(id), 'click', act));
  on(byId('language'), 'change', ({ target }) => speak(target.value));
  wireSearch();
  toolBox.hidden = false;
};

// The page's own words outside the panel, which came in the language it was made in.
export const buildTop = () => {
  const note = byId('note');
  assign(root, { lang: words.lang, dir: words.dir });
  doc.title = words.title + ' (' + edition() + ')';
  fill(find('h1'), aside(words.title));
  note.hidden = !words.note;
  fill(note, words.note);
  findAll('[data-say]').forEach((node) => fill(node, say(node.dataset.say, about.tiles)));
  findAll('[data-label]').forEach((node) => aria(node, 'label', say(node.dataset.label)));
  byId('language').value = words.lang;
  closeSearch();
};

// The panel, with what was opened there.
export const writePanel = () => {
  const site = openedSite;
  closeCard();
  buildPanel();
  tell();
  if (site !== null) openSite(site);
};

// Everything that was written or drawn in another language or light.
export const anew = () => {
  closePopup();
  drawNames();
  redraw();
  writePanel();
};

const speak = async (lang) => {
  if (!languages[lang]) await allLanguages();
  if (measuring) stopMeasuring();
  useLanguage(lang);
  buildTop();
  anew();
  resized();
};
