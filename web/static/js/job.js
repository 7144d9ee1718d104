/** Jobs that are not over: followed until they are, and then the page that shows what came of them is loaded. */

const OFTEN_MS = 700;
const SELDOM_MS = 5000;

for (const box of document.querySelectorAll("[data-job]")) follow(box);

async function follow(box) {
  for (;;) {
    const job = await ask(box.dataset.job);
    if (job?.is_over) break;
    if (job) show(box, job);
    await new Promise((go) => setTimeout(go, job ? OFTEN_MS : SELDOM_MS));
  }
  window.location.reload();
}

/** Ask how far it is; null while the server cannot be reached. */
async function ask(address) {
  try {
    const answer = await fetch(address, { headers: { Accept: "application/json" } });
    if (answer.status === 404 || answer.status === 401) return { is_over: true };
    return answer.ok ? await answer.json() : null;
  } catch {
    return null;
  }
}

function show(box, job) {
  const bar = box.querySelector("progress");
  bar.max = job.total || 1;
  if (job.total) bar.value = job.done;
  else bar.removeAttribute("value");
  const line = box.querySelector(".job-line");
  if (line.textContent !== job.line) line.textContent = job.line;
  box.querySelector("button").disabled = job.cancel_asked;
}
