/** The JSON interface of the server. */

const { t } = window.golmok;

/** What went wrong, in words for the reader. */
export class ApiFault extends Error {}

/** Ask for JSON; lists repeat their name, empty values are left out. */
export async function ask(path, values = {}, signal = undefined) {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) {
    for (const one of [value].flat()) if (one !== null && one !== undefined && one !== "") query.append(name, one);
  }
  const base = document.getElementById("content").dataset.api;
  let answer;
  try {
    answer = await fetch(`${base}${path}${query.size ? `?${query}` : ""}`, {
      signal,
      headers: { Accept: "application/json" },
    });
  } catch (fault) {
    if (fault.name === "AbortError") throw fault;
    throw new ApiFault(t("서버에 연결하지 못했습니다. 잠시 뒤에 다시 시도해 주세요."));
  }
  const body = await answer.json().catch(() => null);
  if (answer.ok && body) return body;
  throw new ApiFault(
    body?.error?.message ||
      t("서버가 답하지 못했습니다 ({status}). 잠시 뒤에 다시 시도해 주세요.", { status: answer.status }),
  );
}
