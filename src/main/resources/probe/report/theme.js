// before anything is painted, so that a page that was made dark does not flash
"use strict";
try {
  const chosen = localStorage.getItem("probe-theme");
  if (chosen === "dark" || chosen === "light") document.documentElement.dataset.theme = chosen;
} catch (e) {
  // some browsers keep nothing for pages from disk
}
