// What is said of one incident or one facility.

import {
  candidates, candidatesOfIncident, candidatesOfSite, data, incidents, listOf, pairs, pairsOfIncident, pairsOfSite, radii,
  registrations, registrationsOfSite, sites, sourceTitle, tierOf,
} from './data.js';
import { aside, beside, inLine, line, link, make, paged, para, phrase, small, sourceBox } from './elements.js';
import { openIncident, openSite } from './popups.js';
import { state, timeOf } from './state.js';
import { SHORT, datePhrase, day, direction, eventName, kindName, metres, outcomeName, precisionName, probability, say, tierName, told, words } from './words.js';

const heading = (key, ...more) => [make('h3', say(key)), more];
const pagedUnder = (key, rows, size, render, note) => rows.length && heading(key, note, paged(rows, size, render));
const chance = (p) => say('pair_p', probability(p));
export const onDay = (key, iso, what = 'p') => iso && make(what, say(key, day(iso)));
export const listedOn = (iso) => onDay('list_as_of', iso) || para('list_undated');
export const cited = ({ citation, licence }) => [line('citation_line', told(citation)), line('licence_line', told(licence))];

export const incidentTitle = (row) => (incidents.type[row] ? eventName(incidents.type[row]) : say('incident_' + incidents.kind[row]));

export const placeName = (row) => inLine([...new Set([incidents.place[row], incidents.admin2[row], incidents.admin1[row]])], ', ');

export const nameIn = (table, row) => table.name[row] || say('unnamed');
export const siteName = (row) => nameIn(sites, row);
export const citationOf = (row) => incidents.citations[incidents.citation[row]];

const tierSentences = (row) => incidents.kind[row] !== 'other' && radii.map((radius, k) => {
  const tier = tierOf(row, k);
  const [p, doubled] = ['p_', 'doubled_'].map((name) => incidents[name + k][row]);
  const key = 'said_' + tier;
  const vague = words.labels[key];
  const at = { radius: metres(radius), tier: tierName(tier), p: p === null ? '' : probability(p) };
  return make('p.tier ' + tier, say(vague ? key : (p === null ? 'said_tier_only' : 'said_near'), at),
    !vague && p !== null && doubled !== null && ' ' + say('said_doubled', probability(doubled)));
});

const precisionSentence = (row) => {
  const error = incidents.error_m[row];
  const key = incidents.drawn[row] === 'area' ? 'place_area' : error === null ? 'place_known_to' : 'place_error';
  return say(key, { precision: precisionOf(row), error: metres(error) });
};

export const precisionOf = (row) => precisionName(incidents.precision[row]);

const registeredThen = (pair) => {
  const then = pairs.registered[pair];
  const days = pairs.days[pair];
  return then && say('registered_' + then + (then === 'yes' && days !== null ? '_days' : ''), days);
};

const pairLine = (pair) => {
  const [distance, bearing, tier, p] = ['distance_m', 'bearing_deg', 'tier_' + state.radius_, 'p_' + state.radius_].map((name) => pairs[name][pair]);
  const existed = pairs.existed[pair];
  return beside(inLine([
    distance !== null && metres(distance) + (bearing === null ? '' : ' ' + direction(bearing)),
    tier && metres(radii[state.radius_]) + ': ' + tierName(tier) + (p === null || tier === 'cannot_tell' ? '' : chance(p)),
    (existed === 'unknown' || existed === 'no') && say('existed_' + existed),
    registeredThen(pair),
  ]));
};

const findingsOf = (list, row) => (data.findings?.[list]?.[row] || []).map((said) => phrase('p.small', 'finding_line', said.map(told)));

export const linkTo = (label, act, ...more) => make('div.linked', link(label, act), more);
const toIncident = (row, ...more) => linkTo(incidentName(row), () => openIncident(row), more);
const toSite = (row, ...more) => linkTo(aside(siteName(row)), () => openSite(row), more);

// Which facilities a reported strike may have been at; a facility is opened by its name.
const candidateList = (key, found, render) => pagedUnder(key, found, 6, (one) => render(one, beside(chance(candidates.p[one]))), small(say('candidates_note')));

const candidatesOf = (row) => candidateList('candidates', candidatesOfIncident(row), (one, p) => {
  const [said, site] = [candidates.words[one], candidates.facility[one]];
  return site === null ? make('div.linked', say('candidate_none'), p)
    : toSite(site, p, said && phrase('span.small', 'candidate_words', said));
});

const candidateFor = (row) => candidateList('candidate_for', [...candidatesOfSite(row)].sort((a, b) => candidates.p[b] - candidates.p[a]),
  (one, p) => toIncident(candidates.incident[one], p));

export const incidentDetails = (row) => {
  const near = [...pairsOfIncident(row)].sort((a, b) => pairs.distance_m[a] - pairs.distance_m[b]);
  const given = (key, name, what = 'p') => incidents[name][row] && phrase(what, key, told(incidents[name][row]));
  return [
    make('h2', incidentTitle(row)),
    make('p.when', datePhrase(row), placeName(row) && [' · ', aside(placeName(row))]),
    incidents.reported[row] && phrase('p.reported', 'said_reported', sourceTitle(incidents.source[row])),
    tierSentences(row),
    given('because', 'reason', 'p.small'),
    make('p', incidents.drawn[row] ? precisionSentence(row) : whyNotDrawn(row)),
    incidents.attribution[row] === 'contested' && make('p', make('strong', say('attribution_contested'))),
    harmLine(row),
    given('weapon', 'weapon', 'p.small'),
    given('responsibility', 'by', 'p.small'),
    given('facility_named', 'named'),
    pagedUnder('sites_near', near, 6, (pair) => toSite(pairs.facility[pair], pairLine(pair))),
    candidatesOf(row),
    incidents.text[row] && heading('description', make('blockquote', { dir: 'auto' }, incidents.text[row])),
    findingsOf('incidents', row),
    sourceBox(line('source_line', sourceTitle(incidents.source[row])), line('id_line', incidents.id[row]),
      cited({ citation: citationOf(row), licence: incidents.licence[row] })),
  ];
};

// Casualties as the source gives them.
const harmLine = (row) => {
  const given = ['workers_killed', 'workers_injured', 'dead_min', 'dead_max'].filter((name) => incidents[name][row] !== null);
  return given.length && make('p', inLine(given.map((name) => say(name, incidents[name][row]))));
};

export const whyNotDrawn = (row) => phrase('span', 'why_' + incidents.why[row], told(incidents.distrust[row]));

const incidentName = (row) => inLine([datePhrase(row, SHORT), incidentTitle(row)]);

export const incidentLabel = (row) => {
  const place = placeName(row);
  return [incidentName(row), place && [' · ', aside(place)], incidents.kind[row] !== 'other' && ' · ' + tierName(tierOf(row, state.radius_))];
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
  return sourceBox(heading('strike_sources'), [...seen.values()].slice(0, 20).map((row) => [
    line('source_line', sourceTitle(incidents.source[row])), line('citation_line', citationOf(row))]));
};

export const siteDetails = (row) => {
  const time = (pair) => timeOf(pairs.incident[pair]);
  const near = [...pairsOfSite(row)].sort((a, b) => time(a) - time(b));
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
    sourceBox(
      line('source_line', list.title || sites.source[row]),
      line('id_line', sites.id[row]),
      cited({ citation: sites.citations[sites.citation[row]] || list.citation, licence: sites.licence[row] || list.licence }),
      listedOn(sites.as_of[row]),
      onDay('exists_from', sites.exists_from[row]), onDay('exists_until', sites.exists_until[row]),
      sites.error_m[row] !== null && para('site_accuracy', metres(sites.error_m[row]))));
};
