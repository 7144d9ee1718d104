/** One request to our own server: what it answers, why it refused, or that it could not be reached. */

const BASE = "/api/v1/";
const PATIENCE_MS = 60_000;

/** The server answered that it will not; sending the same again would be answered the same. */
export class Refusal extends Error {
  constructor(status, code, message, details = {}) {
    super(message);
    Object.assign(this, { status, code, details });
  }
}

/** No answer, or one that says "later": nothing is known of what was sent, so it is sent again. */
export class Unreachable extends Error {
  /** What the server said instead, where it said anything at all. */
  status = null;
}

const LATER = new Set([408, 425, 429, 500, 502, 503, 504]);

/** Ask; answers JSON, or for HEAD the headers. */
export async function golmokFetch(method, path, { csrf, json, bytes, headers = {}, patience = PATIENCE_MS } = {}) {
  const sent = { Accept: "application/json", "Golmok-Clock": new Date().toISOString(), ...headers };
  if (csrf) sent["X-CSRFToken"] = csrf;
  if (json !== undefined) sent["Content-Type"] = "application/json";
  else if (bytes) sent["Content-Type"] = "application/octet-stream";
  let answer;
  let said;
  try {
    answer = await fetch(BASE + path, {
      method,
      headers: sent,
      body: json === undefined ? bytes : JSON.stringify(json),
      cache: "no-store",
      signal: AbortSignal.timeout(patience),
    });
    said = method === "HEAD" ? null : await answer.json();
  } catch (fault) {
    throw new Unreachable(`${method} ${path}: ${fault.message}`, { cause: fault });
  }
  if (LATER.has(answer.status)) {
    throw Object.assign(new Unreachable(`${method} ${path}: ${answer.status}`), { status: answer.status });
  }
  if (answer.ok) return method === "HEAD" ? answer.headers : said;
  const { code = `http_${answer.status}`, message = answer.statusText, details } = said?.error ?? {};
  throw new Refusal(answer.status, code, message, details);
}
