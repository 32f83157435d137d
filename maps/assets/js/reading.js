// What a text from the address may mean; anything else means nothing.

export const list = (text) => {
  try { return [JSON.parse(text)].flat(); } catch { return []; }
};

export const dayIn = (text) => {
  const day = Math.round(Date.parse(text) / 864e5);
  return Number.isNaN(day) ? null : day;
};
