// Sets the theme before the first paint, hence in the head and blocking; later, lets the button
// in the page's header change it. The choice is kept in this browser.
(() => {
  const key = "intentlib-theme";
  const dark = matchMedia("(prefers-color-scheme: dark)");

  const chosen = () => {
    try {
      return localStorage.getItem(key);
    } catch {
      return null; // storage is switched off: the system's choice holds
    }
  };
  const keep = (theme) => {
    try {
      localStorage.setItem(key, theme);
    } catch {
      // The choice holds for this page only.
    }
  };
  const apply = () => {
    document.documentElement.dataset.theme = chosen() ?? (dark.matches ? "dark" : "light");
  };
  apply();
  dark.addEventListener("change", apply);
  addEventListener("storage", apply); // another tab chose

  document.addEventListener("click", (event) => {
    if (!event.target.closest("#page-theme")) return;
    const root = document.documentElement;
    root.dataset.theme = root.dataset.theme === "dark" ? "light" : "dark";
    keep(root.dataset.theme);
  });
})();
