// The bar above the map: search, table, distance, link, whole screen, language.

import { about, languages } from './data.js';
import { aside, button, clear, make } from './elements.js';
import { drawNames, redraw } from './layers.js';
import { copyLink } from './link.js';
import { map, wholeView } from './map.js';
import { measureBox, measuring, startMeasuring, stopMeasuring } from './measure.js';
import { buildPanel, panel, tell } from './panel.js';
import { print } from './paper.js';
import { closeCard, openSite, openedSite } from './popups.js';
import { searchBox } from './search.js';
import { tableBox, toggleTable } from './table.js';
import { askForTiles, hideTiles, online, tilesBox } from './tiles.js';
import { say, useLanguage, words } from './words.js';

const toolBox = document.getElementById('tools');

// Said to everyone: on screen for a while, and read aloud.
export function announceAll(text) {
  const note = toolBox.querySelector('.said');
  note.textContent = text;
  setTimeout(() => { if (note.textContent === text) note.textContent = ''; }, 6000);
}

function languageChoice() {
  const known = [...new Set([about.first_lang, ...Object.keys(languages)])];
  if (known.length < 2) return null;
  const choice = make('select', { id: 'language', 'aria-label': say('language') }, known.map((lang) => make('option', { value: lang, lang, selected: lang === about.lang }, languages[lang].name)));
  choice.addEventListener('change', () => { speak(choice.value); document.getElementById('language').focus(); });
  return choice;
}

function wholeScreen() {
  if (document.fullscreenElement) document.exitFullscreen(); else document.documentElement.requestFullscreen();
}

export function buildTools() {
  clear(toolBox).append(
    searchBox(),
    make('div', { class: 'buttons' },
      button(say('table'), () => toggleTable(tableBox.hidden), { id: 'open-table', 'aria-expanded': String(!tableBox.hidden), 'aria-controls': 'table' }),
      button(say('measure'), () => (measuring ? stopMeasuring() : startMeasuring()), { id: 'measure', 'aria-pressed': 'false' }),
      button(say('whole_map'), wholeView, { id: 'whole-map' }),
      button(say('link'), copyLink, { id: 'link' }),
      document.fullscreenEnabled ? button(say('full_screen'), wholeScreen, { id: 'full-screen' }) : null,
      button(say('print'), print, { id: 'print' }),
      button(say('tiles'), () => (online ? hideTiles() : askForTiles()), { id: 'tiles', 'aria-pressed': String(!!online) }),
      languageChoice()),
    make('span', { class: 'said', role: 'status' }),
    measureBox(), tilesBox());
}

// The page's own words outside the panel, which came in the language it was made in.
export function buildTop() {
  const root = document.documentElement;
  root.lang = about.lang;
  root.dir = about.dir;
  document.title = words.title + ' (' + say('edition_' + about.edition) + ')';
  document.querySelector('.skip').textContent = say('skip');
  clear(document.querySelector('h1')).append(aside(words.title));
  const note = document.getElementById('note');
  note.hidden = !words.note;
  note.textContent = words.note || '';
  document.querySelector('.edition strong').textContent = say('edition_' + about.edition);
  document.querySelector('.edition span').textContent = say('edition_note_' + about.edition);
  document.getElementById('map').setAttribute('aria-label', say('map_of'));
  [[panel, 'panel'], [tableBox, 'table'], [toolBox, 'tools']].forEach(([node, word]) => node.setAttribute('aria-label', say(word)));
}

// Everything that was written or drawn in another language or light.
export function anew() {
  const site = openedSite;
  closeCard();
  buildPanel();
  map.closePopup();
  drawNames();
  redraw();
  tell();
  if (site !== null) openSite(site);
}

function speak(lang) {
  if (measuring) stopMeasuring();
  useLanguage(lang);
  buildTop();
  buildTools();
  anew();
  map.invalidateSize({ animate: false });
}
