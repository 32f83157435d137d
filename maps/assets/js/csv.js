// A table as text that spreadsheets read.

// A text that a spreadsheet would run gets an apostrophe in front, as in the run's own tables.
export const cell = (value) => {
  const text = String(value ?? '');
  const safe = typeof value === 'string' && /^'*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/.test(text) ? "'" + text : text;
  return /[",\r\n]/.test(safe) ? '"' + safe.replace(/"/g, '""') + '"' : safe;
};

export const csv = (lines) => '\ufeff' + lines.map((line) => line.map(cell).join(',') + '\r\n').join('');
