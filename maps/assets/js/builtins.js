// What the language and the browser offer, by bare names.

export const { assign, entries, keys } = Object;
export const { floor, max, min, round } = Math;
export const { from: arrayFrom } = Array;
export const { stringify } = JSON;
export const doc = document;
