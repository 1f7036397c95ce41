// Theme, filters and sorting. Without this script everything is there, in the order of the run.
(() => {
  "use strict";
  const root = document.documentElement;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];

  const toggle = document.getElementById("theme");
  const isDark = () => (root.dataset.theme ? root.dataset.theme === "dark" : dark.matches);
  const themed = () => {
    toggle.textContent = isDark() ? "Light" : "Dark";
    toggle.setAttribute("aria-label", "Use " + toggle.textContent.toLowerCase() + " colours");
    document.dispatchEvent(new Event("probe-theme"));
  };
  toggle.hidden = false;
  toggle.addEventListener("click", () => {
    root.dataset.theme = isDark() ? "light" : "dark";
    try {
      localStorage.setItem("probe-theme", root.dataset.theme);
    } catch (e) {
      // for this visit only, then
    }
    themed();
  });
  dark.addEventListener("change", themed);
  themed();

  // one list: a verdict that is pressed, and a text that is searched
  const filter = (list, state) => {
    let shown = 0;
    for (const item of list.children) {
      const fits =
        (!state.verdict || item.dataset.verdict === state.verdict) &&
        (!state.text || item.textContent.toLowerCase().includes(state.text));
      item.hidden = !fits;
      shown += fits ? 1 : 0;
    }
    document.getElementById(list.id + "-none").hidden = shown > 0;
  };
  for (const group of all("[data-filters]")) {
    const list = document.getElementById(group.dataset.filters);
    const state = { verdict: "", text: "" };
    group.hidden = false;
    group.addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (!button) return;
      state.verdict = button.dataset.verdict;
      for (const other of all("button", group)) {
        other.setAttribute("aria-pressed", String(other === button));
      }
      filter(list, state);
    });
    const tools = group.closest("[data-tools]");
    if (!tools) continue;
    tools.hidden = false;
    tools.querySelector("input").addEventListener("input", (event) => {
      state.text = event.target.value.trim().toLowerCase();
      filter(list, state);
    });
    const order = [...list.children];
    tools.querySelector("select").addEventListener("change", (event) => {
      list.append(...sorted(order, event.target.value));
    });
  }

  const last = (value) => (value === "" || Number.isNaN(Number(value)) ? Infinity : Number(value));
  function sorted(items, by) {
    const copy = [...items];
    const subject = (item) => item.querySelector(".subject").textContent;
    if (by === "subject") copy.sort((a, b) => subject(a).localeCompare(subject(b)));
    if (by === "p") copy.sort((a, b) => last(a.dataset.p) - last(b.dataset.p));
    if (by === "estimate") copy.sort((a, b) => last(a.dataset.estimate) - last(b.dataset.estimate));
    return copy;
  }

  // heads of tables sort when pressed: up, down, as it was
  const key = (row, column) => {
    const cell = row.cells[column];
    return cell.dataset.sort ?? cell.textContent;
  };
  const compare = (a, b) => {
    if (a === "" || b === "") return a === b ? 0 : a === "" ? 1 : -1;
    const difference = Number(a) - Number(b);
    return Number.isNaN(difference) ? a.localeCompare(b) : difference;
  };
  for (const table of all("table[data-sortable]")) {
    const body = table.tBodies[0];
    if (body.rows.length < 3) continue;
    const original = [...body.rows];
    all("thead th", table).forEach((head, column) => {
      if (!head.textContent) return;
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        const next = { none: "ascending", ascending: "descending", descending: "none" };
        const direction = next[head.getAttribute("aria-sort") ?? "none"];
        for (const other of all("thead th", table)) other.removeAttribute("aria-sort");
        if (direction !== "none") head.setAttribute("aria-sort", direction);
        const rows = [...original];
        if (direction !== "none") {
          const sign = direction === "ascending" ? 1 : -1;
          rows.sort((a, b) => sign * compare(key(a, column), key(b, column)));
        }
        body.append(...rows);
      });
    });
  }

  // what scrolls can be reached by keyboard, and nothing else stops the tab key
  const reachable = () => {
    for (const box of all(".scroll")) {
      if (box.scrollWidth > box.clientWidth + 1) box.tabIndex = 0;
      else box.removeAttribute("tabindex");
    }
  };
  reachable();
  addEventListener("resize", reachable);
  document.addEventListener("toggle", reachable, true);

  // a link into something folded unfolds it
  const unfold = () => {
    const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    for (let e = target; e; e = e.parentElement) if (e.tagName === "DETAILS") e.open = true;
    if (target) target.scrollIntoView();
  };
  addEventListener("hashchange", unfold);
  unfold();
})();
