// Columns as they are packed in the page's data, and written out.

export const bytesOf = (text) => {
  const packed = atob(text);
  const bytes = new Uint8Array(packed.length);
  for (let i = 0; i < packed.length; i += 1) bytes[i] = packed.charCodeAt(i);
  return bytes;
};

// A column that says one thing, or few things often, comes as those and where each stands; one of
// many numbers as whole ones and what to divide them by. Each is written out when first asked for.
const NO_NUMBER = -(2 ** 31);

export const codesIn = ({ at }, n) => {
  const bytes = bytesOf(at);
  return bytes.length > n ? new Uint16Array(bytes.buffer) : bytes;
};

export const writtenOut = (column, n) => {
  if (!column.at) return new Array(n).fill(column.all);
  if (column.of) return Array.from(codesIn(column, n), (code) => column.of[code]);
  return Array.from(new Int32Array(bytesOf(column.at).buffer), (value) => (value === NO_NUMBER ? null : value / column.by));
};

export const wide = (columns, n) => {
  Object.entries(columns).forEach(([name, column]) => {
    if (Array.isArray(column)) return;
    Object.defineProperty(columns, name, {
      configurable: true,
      get() { delete columns[name]; return (columns[name] = writtenOut(column, n)); },
    });
  });
  return columns;
};

// Rows by what a column holds, as pairs by incident.
export const grouped = (keys) => {
  const found = new Map();
  (keys || []).forEach((key, row) => {
    if (key === null) return;
    if (!found.has(key)) found.set(key, []);
    found.get(key).push(row);
  });
  return (key) => found.get(key) || [];
};
