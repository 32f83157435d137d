// What is said of one incident or one facility.

import {
  candidates, candidatesOfIncident, candidatesOfSite, data, incidents, listOf, pairs, pairsOfIncident, pairsOfSite, radii,
  registrations, registrationsOfSite, sites, sourceTitle, tierOf,
} from './data.js';
import { aside, line, link, make, paged, para, phrase } from './elements.js';
import { openIncident, openSite } from './popups.js';
import { state } from './state.js';
import { datePhrase, day, direction, metres, outcomeName, probability, say, shortDates, tierName, words } from './words.js';

const small = (text) => make('p.small', text);
const beside = (text) => make('span.small', text);
const heading = (key, ...more) => [make('h3', say(key)), more];
const chance = (p) => say('pair_p', probability(p));
export const onDay = (key, iso, what = 'p') => iso && make(what, say(key, day(iso)));
export const listedOn = (iso) => onDay('list_as_of', iso) || para('list_undated');
export const cited = ({ citation, licence }) => [line('citation_line', citation), line('licence_line', licence)];

export const eventName = (row) => (incidents.type[row] ? say('event_' + incidents.type[row]) : say('incident_' + incidents.kind[row]));

export const placeName = (row) => [...new Set([incidents.place[row], incidents.admin2[row], incidents.admin1[row]])].filter((name) => name).join(', ');

export const kindName = (kind) => say(kind === 'other' ? 'site_other' : 'kind_' + (kind || 'unknown'));
export const siteName = (row) => sites.name[row] || say('unnamed');
export const citationOf = (row) => incidents.citations[incidents.citation[row]];

const tierSentences = (row) => incidents.kind[row] !== 'other' && radii.map((radius, k) => {
  const tier = tierOf(row, k);
  const [p, doubled] = ['p_', 'doubled_'].map((name) => incidents[name + k][row]);
  const vague = words.labels['said_' + tier] && 'said_' + tier;
  const at = { radius: metres(radius), tier: tierName(tier), p: p === null ? '' : probability(p) };
  return make('p.tier ' + tier, say(vague || (p === null ? 'said_tier_only' : 'said_near'), at),
    !vague && p !== null && doubled !== null && ' ' + say('said_doubled', probability(doubled)));
});

const precisionSentence = (row) => {
  const precision = precisionName(row);
  const error = incidents.error_m[row];
  if (incidents.drawn[row] === 'area') return say('place_area', precision);
  return error === null ? say('place_known_to', precision) : say('place_error', { precision, error: metres(error) });
};

export const precisionName = (row) => say('precision_' + (incidents.precision[row] || 'unknown'));

const registeredThen = (pair) => {
  const then = pairs.registered[pair];
  const days = pairs.days[pair];
  return then && (then === 'yes' && days !== null ? say('registered_yes_days', days) : say('registered_' + then));
};

const pairLine = (pair) => {
  const [distance, bearing, tier, p] = ['distance_m', 'bearing_deg', 'tier_' + state.radius, 'p_' + state.radius].map((name) => pairs[name][pair]);
  const existed = pairs.existed[pair];
  return beside([
    distance !== null && metres(distance) + (bearing === null ? '' : ' ' + direction(bearing)),
    tier && metres(radii[state.radius]) + ': ' + tierName(tier) + (p === null || tier === 'cannot_tell' ? '' : chance(p)),
    (existed === 'unknown' || existed === 'no') && say('existed_' + existed),
    registeredThen(pair),
  ].filter((text) => text).join(' · '));
};

const findingsOf = (list, row) => (data.findings?.[list]?.[row] || []).map(([code, severity]) => phrase('p.small', 'finding_line', { code, severity }));

export const linkTo = (label, act, ...more) => make('div.linked', link(label, act), more);
const toIncident = (row, ...more) => linkTo(incidentLabel(row).slice(0, 3), () => openIncident(row), more);
const toSite = (row, ...more) => linkTo(aside(siteName(row)), () => openSite(row), more);

// Which facilities a reported strike may have been at; a facility is opened by its name.
const candidatesOf = (row) => {
  const found = candidatesOfIncident(row);
  return found.length && heading('candidates', small(say('candidates_note')), paged(found, 4, (one) => {
    const [p, said, site] = [beside(chance(candidates.p[one])), candidates.words[one], candidates.facility[one]];
    return site === null ? make('div.linked', say('candidate_none'), p)
      : toSite(site, p, said && phrase('span.small', 'candidate_words', said));
  }));
};

const candidateFor = (row) => {
  const found = [...candidatesOfSite(row)].sort((a, b) => candidates.p[b] - candidates.p[a]);
  return found.length && heading('candidate_for', small(say('candidates_note')),
    paged(found, 6, (one) => toIncident(candidates.incident[one], beside(chance(candidates.p[one])))));
};

export const incidentDetails = (row) => {
  const near = [...pairsOfIncident(row)].sort((a, b) => pairs.distance_m[a] - pairs.distance_m[b]);
  const given = (key, name, what = 'p') => incidents[name][row] && phrase(what, key, incidents[name][row]);
  return [
    make('h2', eventName(row)),
    make('p.when', datePhrase(row), placeName(row) && [' · ', aside(placeName(row))]),
    incidents.reported[row] && phrase('p.reported', 'said_reported', sourceTitle(incidents.source[row])),
    tierSentences(row),
    radii.some((radius, k) => tierOf(row, k) === 'cannot_tell') && given('because', 'reason', 'p.small'),
    make('p', incidents.drawn[row] ? precisionSentence(row) : whyNotDrawn(row)),
    incidents.attribution[row] === 'contested' && make('p', make('strong', say('attribution_contested'))),
    harmLine(row),
    given('weapon', 'weapon', 'p.small'),
    given('responsibility', 'by', 'p.small'),
    given('facility_named', 'named'),
    near.length && heading('sites_near', paged(near, 6, (pair) => toSite(pairs.facility[pair], pairLine(pair)))),
    candidatesOf(row),
    incidents.text[row] && heading('description', make('blockquote', { dir: 'auto' }, incidents.text[row])),
    findingsOf('incidents', row),
    make('div.source', line('source_line', sourceTitle(incidents.source[row])), line('id_line', incidents.id[row]),
      cited({ citation: citationOf(row), licence: incidents.licence[row] })),
  ];
};

// Casualties as the source gives them.
const harmLine = (row) => {
  const given = ['workers_killed', 'workers_injured', 'dead_min', 'dead_max'].filter((name) => incidents[name][row] !== null);
  return given.length && make('p', given.map((name) => say(name, incidents[name][row])).join(' · '));
};

export const whyNotDrawn = (row) => phrase('span', 'why_' + incidents.why[row], incidents.distrust[row] || '');

export const incidentLabel = (row) => {
  const place = placeName(row);
  return [datePhrase(row, shortDates), ' · ', eventName(row), ...(place ? [' · ', aside(place)] : ['']),
    incidents.kind[row] === 'other' ? '' : ' · ' + tierName(tierOf(row, state.radius))];
};

export const registrationDetails = (row) => {
  const { name, distance_m: distance, id, on, until } = registrations;
  return [
    name[row] && distance[row] !== null && phrase('p', 'registered_at', { name: name[row], distance: metres(distance[row]) }),
    phrase('p.small', 'id_line', id[row]),
    onDay('registered_on', on[row], 'p.small'),
    onDay('registered_until', until[row], 'p.small'),
  ];
};

// The sources of a facility's strikes, each citation once.
const citedBy = (near) => {
  const seen = new Map(near.map((pair) => {
    const row = pairs.incident[pair];
    return [incidents.source[row] + ' ' + citationOf(row), row];
  }));
  return make('div.source', heading('strike_sources'), [...seen.values()].slice(0, 20).map((row) => [
    line('source_line', sourceTitle(incidents.source[row])), line('citation_line', citationOf(row))]));
};

export const siteDetails = (row) => {
  const from = (pair) => incidents.from[pairs.incident[pair]] || '9999';
  const near = [...pairsOfSite(row)].sort((a, b) => (from(a) < from(b) ? -1 : from(a) > from(b) ? 1 : a - b));
  const registered = registrationsOfSite(row);
  const list = listOf(sites.source[row]);
  return make('div.details',
    make('h2', aside(siteName(row))),
    make('p.when', kindName(sites.kind[row])),
    sites.outcome[row] !== 'not_assessed' && make('p.outcome', outcomeName(sites.outcome[row]) + '.'),
    registered.length && heading('registration', registered.map(registrationDetails)),
    heading('strikes_near', near.length ? paged(near, 12, (pair) => toIncident(pairs.incident[pair], pairLine(pair)))
      : para('no_strikes_near')),
    near.length && citedBy(near),
    candidateFor(row),
    findingsOf('facilities', row),
    make('div.source',
      line('source_line', list.title || sites.source[row]),
      line('id_line', sites.id[row]),
      cited({ citation: sites.citations[sites.citation[row]] || list.citation, licence: sites.licence[row] || list.licence }),
      listedOn(sites.as_of[row]),
      onDay('exists_from', sites.exists_from[row]), onDay('exists_until', sites.exists_until[row]),
      sites.error_m[row] !== null && para('site_accuracy', metres(sites.error_m[row]))));
};
