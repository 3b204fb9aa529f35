// Times in words. Pure functions, used by the lessons and the map.

/** A time that is worth waiting for, such as `about 20 s`; empty where it is unknown or under a second. @param {number | null} seconds */
export function timeWords(seconds) {
  if (seconds === null || !(seconds >= 1)) return "";
  if (seconds < 20) return `about ${Math.round(seconds)} s`;
  if (seconds < 90) return `about ${5 * Math.round(seconds / 5)} s`;
  const minutes = seconds / 60;
  return minutes < 90 ? `about ${Math.round(minutes)} min` : `about ${(minutes / 60).toFixed(1)} h`;
}
