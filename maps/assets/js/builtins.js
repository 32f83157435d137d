// What the language itself offers, by its bare names.

export const { assign, entries, keys } = Object;
export const { floor, max, min, round } = Math;
export const { from: arrayFrom } = Array;
export const { stringify } = JSON;
