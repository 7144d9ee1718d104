/** Count from here on what a person gives the page: taps and clicks that the browser trusts, and keys; and from when. */
() => {
  const effort = (window.effort ??= {});
  if (effort.since === undefined) {
    addEventListener("click", ({ isTrusted }) => (effort.taps += isTrusted), true);
    addEventListener("keydown", () => (effort.keys += 1), true);
  }
  Object.assign(effort, { taps: 0, keys: 0, since: performance.now() });
}
