// The bar above the map: search, table, distance, link, whole screen, language.

import { assign, entries, keys } from './builtins.js';
import { about, languages } from './data.js';
import { JUMP, aria, aside, button, byId, choice, fill, find, make } from './elements.js';
import { drawNames, redraw } from './layers.js';
import { copyLink } from './link.js';
import { map, wholeView } from './map.js';
import { measureBox, measuring, startMeasuring, stopMeasuring } from './measure.js';
import { buildPanel, tell } from './panel.js';
import { openSite, openedSite, closeCard } from './popups.js';
import { searchBox } from './search.js';
import { tableBox, toggleTable } from './table.js';
import { askForTiles, online, tilesBox } from './tiles.js';
import { say, useLanguage, words } from './words.js';

const toolBox = byId('tools');

// Said to everyone: on screen for a while, and read aloud.
export const announceAll = (text) => {
  const note = find('.said', toolBox);
  fill(note, text);
  setTimeout(() => { if (note.textContent === text) fill(note, ''); }, 6000);
};

const languageChoice = () => {
  const known = [...new Set([about.first_lang, ...keys(languages)])];
  return known.length > 1 && choice('language', known.map((lang) => [lang, languages[lang].name, { lang }]), about.lang,
    (lang) => { speak(lang); byId('language').focus(); }, { 'aria-label': say('language') });
};

const wholeScreen = () => {
  if (document.fullscreenElement) document.exitFullscreen(); else document.documentElement.requestFullscreen();
};

export const buildTools = () => {
  const tool = (word, act, id, more) => button(say(word), act, { id, ...more });
  fill(toolBox,
    searchBox(),
    make('div.buttons',
      tool('table', () => toggleTable(tableBox.hidden), 'open-table', { 'aria-expanded': String(!tableBox.hidden), 'aria-controls': 'table' }),
      tool('measure', () => (measuring ? stopMeasuring() : startMeasuring()), 'measure', { 'aria-pressed': 'false' }),
      tool('whole_map', wholeView, 'whole-map'),
      tool('link', copyLink, 'link'),
      document.fullscreenEnabled && tool('full_screen', wholeScreen, 'full-screen'),
      tool('print', () => window.print(), 'print'),
      tool('tiles', askForTiles, 'tiles', { 'aria-pressed': String(!!online) }),
      languageChoice()),
    make('span.said', { role: 'status' }),
    measureBox(), tilesBox());
};

// The page's own words outside the panel, which came in the language it was made in.
export const buildTop = () => {
  const edition = 'edition_' + about.edition;
  const note = byId('note');
  assign(document.documentElement, { lang: about.lang, dir: about.dir });
  document.title = words.title + ' (' + say(edition) + ')';
  note.hidden = !words.note;
  entries({ '.skip': say('skip'), h1: aside(words.title), '#note': words.note, '.edition strong': say(edition), '.edition span': say('edition_note_' + about.edition) })
    .forEach(([where, text]) => fill(find(where), text));
  entries({ map: 'map_of', panel: 'panel', table: 'table', tools: 'tools' })
    .forEach(([id, word]) => aria(byId(id), 'label', say(word)));
};

// Everything that was written or drawn in another language or light.
export const anew = () => {
  const site = openedSite;
  closeCard();
  buildPanel();
  map.closePopup();
  drawNames();
  redraw();
  tell();
  if (site !== null) openSite(site);
};

const speak = (lang) => {
  if (measuring) stopMeasuring();
  useLanguage(lang);
  buildTop();
  buildTools();
  anew();
  map.invalidateSize(JUMP);
};
