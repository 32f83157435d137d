// What is said of one incident or one facility.

import {
  candidates, candidatesOfIncident, candidatesOfSite, data, incidents, listOf, pairs, pairsOfIncident,
  pairsOfSite, radii, registrations, registrationsOfSite, sites, sourceTitle, tierOf,
} from './data.js';
import { aside, make, paged, phrase } from './elements.js';
import { openIncident, openSite } from './popups.js';
import { state } from './state.js';
import { datePhrase, day, direction, metres, number, probability, say, shortDates } from './words.js';

const small = (text) => make('p', { class: 'small' }, text);

export function eventName(row) {
  const type = incidents.type[row];
  return type ? say('event_' + type) : say('incident_' + incidents.kind[row]);
}

export function placeName(row) {
  return [incidents.place[row], incidents.admin2[row], incidents.admin1[row]]
    .filter((name, at, all) => name && all.indexOf(name) === at).join(', ');
}

export const kindName = (kind) => say(kind === 'other' ? 'site_other' : 'kind_' + (kind || 'unknown'));

export function siteName(row) {
  return sites.name[row] || say('unnamed');
}

function tierSentences(row) {
  if (incidents.kind[row] === 'other') return [];
  return radii.map((radius, k) => {
    const tier = tierOf(row, k);
    const p = incidents['p_' + k][row];
    const doubled = incidents['doubled_' + k][row];
    const at = { radius: metres(radius), tier: say('tier_' + tier), p: p === null ? '' : probability(p) };
    if (tier === 'cannot_tell') return make('p', { class: 'tier cannot_tell' }, say('said_cannot_tell', at));
    if (tier === 'not_stated') return make('p', { class: 'tier' }, say('said_not_stated', at));
    if (p === null) return make('p', { class: 'tier' }, say('said_tier_only', at));
    return make('p', { class: 'tier ' + tier }, say('said_near', at),
      doubled === null ? null : ' ' + say('said_doubled', { p: probability(doubled) }));
  });
}

function precisionSentence(row) {
  const precision = say('precision_' + (incidents.precision[row] || 'unknown'));
  if (incidents.drawn[row] === 'area') return say('place_area', { precision });
  const error = incidents.error_m[row];
  return error === null ? say('place_known_to', { precision }) : say('place_error', { precision, error: metres(error) });
}

function registeredThen(pair) {
  const then = pairs.registered[pair];
  if (!then) return null;
  const days = pairs.days[pair];
  if (then === 'yes' && days !== null) return say('registered_yes_days', { days: number(days) });
  return say('registered_' + then);
}

function pairLine(pair) {
  const distance = pairs.distance_m[pair];
  const bearing = pairs.bearing_deg[pair];
  const tier = pairs['tier_' + state.radius][pair];
  const p = pairs['p_' + state.radius][pair];
  const parts = [];
  if (distance !== null) {
    parts.push(metres(distance) + (bearing === null ? '' : ' ' + direction(bearing)));
  }
  if (tier) {
    parts.push(metres(radii[state.radius]) + ': ' + say('tier_' + tier)
      + (p === null || tier === 'cannot_tell' ? '' : say('pair_p', { p: probability(p) })));
  }
  const line = [parts.join(' · ')];
  if (pairs.existed[pair] === 'unknown') line.push(say('existed_unknown'));
  if (pairs.existed[pair] === 'no') line.push(say('existed_no'));
  line.push(registeredThen(pair));
  return make('span', { class: 'small' }, line.filter((text) => text).join(' · '));
}

function findingsOf(list, row) {
  const found = data.findings && data.findings[list] && data.findings[list][row];
  return (found || []).map(([code, severity]) => (
    phrase('p', { class: 'small' }, 'finding_line', { code, severity })));
}

function sourceLines(row) {
  const source = incidents.source[row];
  const citation = incidents.citations[incidents.citation[row]];
  const licence = incidents.licence[row];
  return make('div', { class: 'source' },
    phrase('p', {}, 'source_line', { source: sourceTitle(source) }),
    phrase('p', {}, 'id_line', { id: incidents.id[row] }),
    citation ? phrase('p', {}, 'citation_line', { citation }) : null,
    licence ? phrase('p', {}, 'licence_line', { licence }) : null);
}

export function linkTo(label, act, ...more) {
  return make('div', { class: 'linked' },
    make('button', { type: 'button', class: 'link', onclick: (event) => { event.stopPropagation(); act(); } }, label), more);
}

// Which facilities a reported strike may have been at; a facility is opened by its name.
function candidatesOf(row) {
  const found = candidatesOfIncident.get(row) || [];
  if (!found.length) return null;
  const line = (one) => {
    const p = make('span', { class: 'small' }, say('pair_p', { p: probability(candidates.p[one]) }));
    const said = candidates.words[one] ? phrase('span', { class: 'small' }, 'candidate_words', { words: candidates.words[one] }) : null;
    const site = candidates.facility[one];
    if (site === null) return make('div', { class: 'linked' }, say('candidate_none'), p);
    return linkTo(aside(siteName(site)), () => openSite(site), p, said);
  };
  return [make('h3', {}, say('candidates')), small(say('candidates_note')), paged(found, 4, line)];
}

function candidateFor(row) {
  const found = (candidatesOfSite.get(row) || []).slice().sort((a, b) => candidates.p[b] - candidates.p[a]);
  if (!found.length) return null;
  return [make('h3', {}, say('candidate_for')), small(say('candidates_note')), paged(found, 6, (one) => linkTo(
    incidentLabel(candidates.incident[one]).slice(0, 3), () => openIncident(candidates.incident[one]),
    make('span', { class: 'small' }, say('pair_p', { p: probability(candidates.p[one]) }))))];
}

export function incidentDetails(row) {
  const near = (pairsOfIncident.get(row) || []).slice()
    .sort((a, b) => (pairs.distance_m[a] || 0) - (pairs.distance_m[b] || 0));
  const reason = incidents.reason[row];
  const vague = radii.some((radius, k) => tierOf(row, k) === 'cannot_tell');
  return make('div', { class: 'details' },
    make('h2', {}, eventName(row)),
    make('p', { class: 'when' }, datePhrase(row), placeName(row) ? [' · ', aside(placeName(row))] : null),
    incidents.reported[row]
      ? phrase('p', { class: 'reported' }, 'said_reported', { source: sourceTitle(incidents.source[row]) })
      : null,
    tierSentences(row),
    reason && vague ? phrase('p', { class: 'small' }, 'because', { reason }) : null,
    incidents.drawn[row] ? make('p', {}, precisionSentence(row)) : make('p', {}, whyNotDrawn(row)),
    incidents.attribution[row] === 'contested' ? make('p', {}, make('strong', {}, say('attribution_contested'))) : null,
    harmLine(row),
    incidents.weapon[row] ? phrase('p', { class: 'small' }, 'weapon', { name: incidents.weapon[row] }) : null,
    incidents.by[row] ? phrase('p', { class: 'small' }, 'responsibility', { name: incidents.by[row] }) : null,
    incidents.named[row] ? phrase('p', {}, 'facility_named', { name: incidents.named[row] }) : null,
    near.length ? [make('h3', {}, say('sites_near')), paged(near, 6, (pair) => linkTo(
      aside(siteName(pairs.facility[pair])), () => openSite(pairs.facility[pair]), pairLine(pair)))] : null,
    candidatesOf(row),
    incidents.text[row] ? [make('h3', {}, say('description')), make('blockquote', { dir: 'auto' }, incidents.text[row])] : null,
    findingsOf('incidents', row),
    sourceLines(row));
}

// Casualties as the source gives them.
function harmLine(row) {
  const given = ['workers_killed', 'workers_injured', 'dead_min', 'dead_max'].filter((name) => incidents[name][row] !== null);
  return given.length ? make('p', {}, given.map((name) => say(name, { n: number(incidents[name][row]) })).join(' · ')) : null;
}

export function whyNotDrawn(row) {
  return phrase('span', {}, 'why_' + incidents.why[row], { reason: incidents.distrust[row] || '' });
}

export function incidentLabel(row) {
  const place = placeName(row);
  const tier = incidents.kind[row] === 'other' ? '' : ' · ' + say('tier_' + tierOf(row, state.radius));
  return [datePhrase(row, shortDates), ' · ', eventName(row), place ? [' · ', aside(place)] : '', tier].flat();
}

export function registrationDetails(row) {
  const distance = registrations.distance_m[row];
  return [
    registrations.name[row] && distance !== null
      ? phrase('p', {}, 'registered_at', { name: registrations.name[row], distance: metres(distance) }) : null,
    phrase('p', { class: 'small' }, 'id_line', { id: registrations.id[row] }),
    registrations.on[row] ? small(say('registered_on', { date: day(registrations.on[row]) })) : null,
    registrations.until[row] ? small(say('registered_until', { date: day(registrations.until[row]) })) : null,
  ];
}

// The sources of a facility's strikes, each citation once.
function citedBy(near) {
  const seen = new Map(near.map((pair) => {
    const row = pairs.incident[pair];
    const citation = incidents.citations[incidents.citation[row]];
    return [incidents.source[row] + ' ' + citation, [incidents.source[row], citation]];
  }));
  return make('div', { class: 'source' }, make('h3', {}, say('strike_sources')), [...seen.values()].slice(0, 20).map(([source, citation]) => [
    phrase('p', {}, 'source_line', { source: sourceTitle(source) }), citation ? phrase('p', {}, 'citation_line', { citation }) : null]));
}

export function siteDetails(row) {
  const near = (pairsOfSite.get(row) || []).slice().sort((a, b) => {
    const [x, y] = [a, b].map((pair) => incidents.from[pairs.incident[pair]] || '9999');
    return x < y ? -1 : x > y ? 1 : a - b;
  });
  const registered = registrationsOfSite.get(row) || [];
  const list = listOf.get(sites.source[row]) || {};
  const citation = sites.citations[sites.citation[row]] || list.citation;
  const licence = sites.licence[row] || list.licence;
  return make('div', { class: 'details' },
    make('h2', {}, aside(siteName(row))),
    make('p', { class: 'when' }, kindName(sites.kind[row])),
    sites.outcome[row] === 'not_assessed' ? null : make('p', { class: 'outcome' }, say('outcome_' + sites.outcome[row]) + '.'),
    registered.length ? [make('h3', {}, say('registration')), registered.map(registrationDetails)] : null,
    make('h3', {}, say('strikes_near')),
    near.length ? paged(near, 12, (pair) => linkTo(
      incidentLabel(pairs.incident[pair]).slice(0, 3), () => openIncident(pairs.incident[pair]), pairLine(pair)))
      : make('p', {}, say('no_strikes_near')),
    near.length ? citedBy(near) : null,
    candidateFor(row),
    findingsOf('facilities', row),
    make('div', { class: 'source' },
      phrase('p', {}, 'source_line', { source: list.title || sites.source[row] || '' }),
      phrase('p', {}, 'id_line', { id: sites.id[row] }),
      citation ? phrase('p', {}, 'citation_line', { citation }) : null,
      licence ? phrase('p', {}, 'licence_line', { licence }) : null,
      make('p', {}, sites.as_of[row] ? say('list_as_of', { date: day(sites.as_of[row]) }) : say('list_undated')),
      sites.exists_from[row] ? make('p', {}, say('exists_from', { date: day(sites.exists_from[row]) })) : null,
      sites.exists_until[row] ? make('p', {}, say('exists_until', { date: day(sites.exists_until[row]) })) : null,
      sites.error_m[row] === null ? null : make('p', {}, say('site_accuracy', { error: metres(sites.error_m[row]) }))));
}
