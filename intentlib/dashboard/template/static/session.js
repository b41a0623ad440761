// The page and its kernel: takes the skeleton away once something is drawn, starts again where the
// widgets did not come through, says it when the kernel or the connection is gone, ends the kernel
// with the page, and refuses files that the connection couldn't carry.

const PATIENCE = 2000; // a hiccup of the network shorter than this isn't worth a word
const START_LIMIT = 90000;
const BUSY = 400;
const STARTS = 3;
const STARTED = "intentlib-starts";
const NOT_STARTED =
  "The dashboard could not start. Reload the page; if it stays, the server’s log says why.";

const notice = document.getElementById("page-notice");
const skeleton = document.getElementById("page-skeleton");
const cells = document.getElementById("cells");
const configuration = document.getElementById("jupyter-config-data");
const { baseUrl, kernelId } = JSON.parse(configuration?.textContent ?? "{}");

let kernel = null;
let leaving = false;
let ended = false;

const wait = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

function say(text, button, act) {
  const control = document.createElement("button");
  control.type = "button";
  control.className = "page-button";
  control.textContent = button;
  control.addEventListener("click", act);
  const words = document.createElement("p");
  words.textContent = text;
  notice.replaceChildren(words, control);
  notice.hidden = false;
}

const unsay = () => {
  notice.hidden = true;
};
const reload = () => location.reload();

function end(text) {
  if (ended || leaving) return;
  ended = true;
  skeleton.hidden = true;
  document.body.classList.add("page-ended");
  say(text, "Reload", reload);
}

const lost = () =>
  end("This session has ended, so the page no longer responds. Reload it to go on.");

// What a page shows that has given up waiting for its widgets.
const isMissing = (drawn) => drawn.textContent.startsWith("Error displaying widget");

function startAgain() {
  const starts = 1 + Number(sessionStorage.getItem(STARTED));
  if (starts < STARTS) {
    sessionStorage.setItem(STARTED, starts);
    reload();
  } else {
    sessionStorage.removeItem(STARTED);
    end(NOT_STARTED);
  }
}

// Whatever draws first takes the skeleton away: a widget with content, or an error.
function uncover() {
  const drawn = () => cells.querySelector(".jupyter-widgets, .page-notice, .jp-RenderedText");
  const look = () => {
    const first = drawn();
    if (!first) return false;
    if (isMissing(first)) {
      startAgain();
    } else {
      sessionStorage.removeItem(STARTED);
      skeleton.hidden = true;
    }
    return true;
  };
  if (look()) return;
  const observer = new MutationObserver(() => look() && observer.disconnect());
  observer.observe(cells, { childList: true, subtree: true });
}

async function manager() {
  for (let waited = 0; waited < START_LIMIT; waited += 50) {
    // Set once the front end has started; it has no manager where the kernel was gone by then.
    if (window.jupyterapp) {
      const found = window.jupyterapp.widgetManagerPromise.promise;
      return Promise.race([found, wait(PATIENCE).then(() => null)]);
    }
    await wait(50);
  }
  return null;
}

async function exists() {
  try {
    const answer = await fetch(`${baseUrl}api/kernels/${kernelId}`, { cache: "no-store" });
    return answer.status !== 404;
  } catch {
    return true; // the server is out of reach, which says nothing of the kernel
  }
}

let restoring = false;
async function watchConnection(_, status) {
  if (status === "connected" || restoring) return;
  restoring = true;
  await wait(PATIENCE);
  while (!ended && !leaving && kernel.connectionStatus !== "connected") {
    if (!(await exists())) {
      lost();
    } else if (kernel.connectionStatus === "disconnected") {
      end("The connection to the dashboard was lost. Reload the page to go on.");
    } else if (notice.hidden) {
      say("The connection to the dashboard was lost. Trying to restore it…", "Reload", reload);
    }
    await wait(PATIENCE);
  }
  restoring = false;
  if (!ended) unsay();
}

let busy = 0;
function watchStatus(_, status) {
  if (["dead", "restarting", "autorestarting"].includes(status)) lost();
  clearTimeout(busy);
  if (status === "busy") {
    busy = setTimeout(() => document.body.classList.add("page-busy"), BUSY);
  } else {
    document.body.classList.remove("page-busy");
  }
}

async function watch() {
  const found = await manager();
  if (!found) {
    end(NOT_STARTED);
    return;
  }
  kernel = found.kernel;
  kernel.statusChanged.connect(watchStatus);
  kernel.connectionStatusChanged.connect(watchConnection);
  // Voila lets go of the kernel when the page is about to be left, which may then not happen.
  kernel.disposed.connect(() => wait(PATIENCE).then(lost));
  setTimeout(() => skeleton.hidden || startAgain(), START_LIMIT);
  if (kernel.isDisposed || !(await exists())) lost();
}

// Voila ends the kernel on `beforeunload`, which phones don't send and which comes too early for
// a page that is still starting.
addEventListener("pagehide", () => {
  leaving = true;
  if (!kernelId || kernel?.isDisposed) return;
  const form = new FormData();
  form.append("_xsrf", document.cookie.match(/\b_xsrf=([^;]*)/)?.[1] ?? "");
  navigator.sendBeacon(`${baseUrl}voila/api/shutdown/${kernelId}`, form);
});
addEventListener("pageshow", (event) => event.persisted && reload());

// The upload widget keeps its file input out of the page, so events of it don't bubble to us.
const open = HTMLInputElement.prototype.click;
HTMLInputElement.prototype.click = function click() {
  if (this.type === "file") {
    this.addEventListener("change", refuseLarge, { capture: true, once: true });
  }
  return open.call(this);
};

function refuseLarge(event) {
  const limit = Number(document.body.dataset.maxUpload);
  const size = [...this.files].reduce((sum, file) => sum + file.size, 0) / 2 ** 20;
  if (size <= limit) return;
  event.stopImmediatePropagation();
  // Without what would turn the words around it.
  const plain = ({ name }) => name.replace(/[\u202a-\u202e\u2066-\u2069]/g, "");
  const names = [...this.files].map(plain).join(", ");
  say(
    `${names} has ${Math.ceil(size)} MB, and at most ${limit} MB can be uploaded here. ` +
      "Run it where the file is instead: intentlib run FILE",
    "Dismiss",
    unsay,
  );
}

for (const button of document.querySelectorAll(".page-reload")) {
  button.addEventListener("click", reload);
}
uncover();
watch();
