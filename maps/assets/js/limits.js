// Numbers that the page draws and lists by. This module imports nothing, so that they are written
// where they are used.

export const TABLE_ROWS = 50; // of a page of the table
export const MOST_FOUND = 12; // names that a search shows
export const STEP_MS = 450; // between two steps of the player
export const TOO_NEAR = 34; // pixels between marks
export const LAST_BUNDLE = 16; // the zoom from which each stated place has its own mark
export const DRAWN_AROUND = 0.3; // how far beyond the view marks are drawn, in views
export const FILLED_CIRCLES = 12; // circles beyond which none is filled
export const MANY_SITES = 300; // beyond which, seen from afar, each is drawn small
export const SITES_FULL = 9; // the zoom from which none is
export const PAPER_WIDTH = 680; // pixels of the map on paper
export const FAR = 1e7; // beyond any day, so that what has no date comes last
export const REST = '\u2026'; // the answer that stands for the rarest, as the page's data have it
