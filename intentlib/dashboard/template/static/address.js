// Keeps the page's address in step with the view, so that a link opens the same view again. The
// address comes and goes in the fragment, which is never sent to the server.

const ROOT = document.getElementById("cells");

const wanted = () => location.hash.slice(1);
let opening = wanted();

function open(input) {
  input.value = opening;
  opening = "";
  input.dispatchEvent(new Event("input", { bubbles: true }));
}

let written = null;
function look() {
  const input = ROOT.querySelector(".il-address input");
  const link = ROOT.querySelector(".il-link-of-view [data-address]");
  if (!input || !link) return;
  if (opening) {
    open(input);
  } else if (link.dataset.address !== written) {
    written = link.dataset.address;
    const { pathname, search } = location;
    history.replaceState(null, "", written ? `#${written}` : pathname + search);
  }
}

addEventListener("hashchange", () => {
  opening = wanted();
  look();
});
new MutationObserver(look).observe(ROOT, { childList: true, subtree: true });
