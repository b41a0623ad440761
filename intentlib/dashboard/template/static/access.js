// What the widgets lack: names for sliders, inputs, charts and progress bars, the state of toggles
// and arrow keys in groups of them, and links that save a file without another click.

const ROOT = document.getElementById("cells");

const text = (node) => node?.textContent.trim() ?? "";
const set = (node, name, value) => {
  if (value && node.getAttribute(name) !== value) node.setAttribute(name, value);
};

// The words that a widget's maker gave it: its description or, where that is empty, its tooltip.
function nameOf(widget) {
  const label = widget.querySelector(".widget-label, .widget-label-basic");
  const titled = widget.querySelector("[title]:not([title=''])");
  return (
    text(label) || label?.title || widget.title || widget.getAttribute("aria-label") ||
    titled?.title || widget.querySelector("[placeholder]")?.placeholder || ""
  );
}

function nameInputs(widget) {
  const name = nameOf(widget);
  for (const input of widget.querySelectorAll("input, select, textarea")) {
    if (!input.labels?.length || !text(input.labels[0])) set(input, "aria-label", name);
  }
}

function nameSlider(widget) {
  const name = nameOf(widget);
  const readout = widget.querySelector(".widget-readout");
  if (readout?.isContentEditable) {
    set(readout, "role", "textbox");
    set(readout, "aria-label", `${name}, value`);
  }
  const handles = widget.querySelectorAll("[role=slider]");
  handles.forEach((handle, index) => {
    const which = handles.length > 1 ? [", from", ", to"][index] : "";
    set(handle, "aria-label", `${name}${which}`);
    if (handles.length === 1) set(handle, "aria-valuetext", text(readout));
  });
}

function nameProgress(widget) {
  const bar = widget.querySelector(".progress-bar")?.parentElement;
  if (!bar) return;
  set(bar, "role", "progressbar");
  set(bar, "aria-label", nameOf(widget) || "Progress");
  const share = parseFloat(widget.querySelector(".progress-bar").style.width);
  if (!Number.isNaN(share)) set(bar, "aria-valuenow", String(Math.round(share)));
}

function nameChart(figure) {
  const svg = figure.querySelector("svg.svg-figure, svg");
  if (!svg) return;
  const panel = figure.closest(".il-panel, .il-view, .page-cell");
  const heading = panel?.querySelector("h2, h3");
  set(svg, "role", "img");
  set(svg, "aria-label", text(figure.querySelector(".mainheading")) || text(heading) || "Chart");
}

// Toggle buttons say by a class alone which of them is on. Tabs are toggles in `.il-tabs`.
function nameToggles(widget) {
  const tabs = widget.matches(".il-tabs");
  const buttons = [...widget.querySelectorAll("button.widget-toggle-button")];
  const group = buttons[0]?.parentElement;
  if (!group) return;
  set(group, "role", tabs ? "tablist" : "group");
  set(group, "aria-label", nameOf(widget));
  for (const button of buttons) {
    const on = button.classList.contains("mod-active");
    if (tabs) set(button, "role", "tab");
    set(button, tabs ? "aria-selected" : "aria-pressed", String(on));
    // One stop of the Tab key for the group, as screen readers expect of tabs.
    if (tabs) set(button, "tabindex", on ? "0" : "-1");
  }
}

function nameToggle(button) {
  set(button, "aria-pressed", String(button.classList.contains("mod-active")));
}

function saveNow(link) {
  delete link.dataset.now;
  link.click();
}

const WAYS = [
  [".widget-toggle-buttons", nameToggles],
  [".jupyter-widgets.widget-toggle-button", nameToggle],
  [".widget-slider", nameSlider],
  [".widget-hprogress, .widget-vprogress", nameProgress],
  [".bqplot", nameChart],
  ["a[download][data-now]", saveNow],
  [".widget-text, .widget-textarea, .widget-dropdown, .widget-select, .widget-checkbox, " +
    ".widget-datepicker, .widget-combobox, .widget-tagsinput", nameInputs],
];

// Many mutations come in one burst, and only their widgets are looked at, once per frame.
const pending = new Set();
let scheduled = false;

function note(node) {
  const element = node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement;
  if (!element) return;
  pending.add(element);
  if (!scheduled) {
    scheduled = true;
    requestAnimationFrame(work);
  }
}

function work() {
  scheduled = false;
  const touched = [...pending];
  pending.clear();
  for (const [selector, way] of WAYS) {
    const widgets = new Set();
    for (const element of touched) {
      const around = element.closest(selector);
      if (around) widgets.add(around);
      else element.querySelectorAll(selector).forEach((widget) => widgets.add(widget));
    }
    widgets.forEach(way);
  }
}

const observer = new MutationObserver((records) => {
  for (const record of records) {
    // Charts redraw themselves all the time: their inside has no controls.
    if (record.target.closest?.("svg")) continue;
    if (record.type === "attributes") note(record.target);
    record.addedNodes.forEach(note);
  }
});
observer.observe(ROOT, {
  childList: true,
  subtree: true,
  attributes: true,
  attributeFilter: ["aria-valuenow", "class"],
});
note(ROOT);

// Arrow keys, Home and End move within a group of toggles, and choose what they move to.
const STEPS = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 };

ROOT.addEventListener("keydown", (event) => {
  const button = event.target.closest("button.widget-toggle-button");
  if (!button || event.ctrlKey || event.altKey || event.metaKey) return;
  const buttons = [...button.parentElement.querySelectorAll("button:not(:disabled)")];
  const at = buttons.indexOf(button);
  const last = buttons.length - 1;
  let next = null;
  if (event.key === "Home") next = 0;
  else if (event.key === "End") next = last;
  else if (event.key in STEPS) next = (at + STEPS[event.key] + buttons.length) % buttons.length;
  if (next === null) return;
  event.preventDefault();
  buttons[next].focus();
  buttons[next].click();
});
