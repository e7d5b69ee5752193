// Enhancements only: everything can be read without this file. Classic script, so that it also runs from file://.
(function () {
  "use strict";

  // Left and right arrow keys go to the previous and next feature.
  document.addEventListener("keydown", function (event) {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    var target = event.target;
    if (target.closest("input, textarea, select, [contenteditable], .table, pre")) return;
    if (event.key === "/") {
      var input = document.getElementById("filter-text") || document.getElementById("search-text");
      if (input) { event.preventDefault(); input.focus(); }
      return;
    }
    var rel = event.key === "ArrowLeft" ? "prev" : event.key === "ArrowRight" ? "next" : null;
    var link = rel && document.querySelector('link[rel="' + rel + '"]');
    if (link) location.href = link.href;
  });

  // Some pages have scripts of their own, which follow each other.
  var own = document.querySelector('script[src$="theme/atlas.js"]').getAttribute("src");
  var needed = ["search", "filter", "compare", "mine", "map"].filter(function (id) { return document.getElementById(id); });
  if (needed.length || /\/features\/[^/]+\/[^/]+\/[0-9]+\.html$/.test(location.pathname)) needed.unshift("tools");
  needed.forEach(function (name) {
    var script = document.createElement("script");
    script.src = own.replace("atlas.js", { filter: "listing" }[name] ? "listing.js" : name + ".js");
    script.async = false;
    document.head.appendChild(script);
  });

  // Tables sort by a click on the head of a column of numbers.
  function number(cell) {
    var text = cell.textContent.trim().replace(/\u2212/g, "-").replace(/[,%<>]/g, "");
    // The first number, also after what it measures: "AUROC 0.91 (0.88 to 0.94)".
    var found = /(?:^|\s)([-+]?[0-9]*\.?[0-9]+(?:e-?[0-9]+)?)/.exec(text);
    return found ? parseFloat(found[1]) : null;
  }

  function sortable(table) {
    var head = table.tHead && table.tHead.rows[0];
    if (!head || !table.tBodies[0] || table.tBodies[0].rows.length < 4 || table.closest(".matrix, .listing")) return;
    Array.prototype.forEach.call(head.cells, function (cell, column) {
      if (cell.tagName !== "TH" || cell.querySelector("svg") || !cell.textContent.trim()) return;
      // Not a button: in print the heads that are repeated on further pages would lose its text.
      var button = document.createElement("span");
      button.setAttribute("role", "button");
      button.tabIndex = 0;
      while (cell.firstChild) button.appendChild(cell.firstChild);
      cell.appendChild(button);
      cell.classList.add("sortable");
      button.addEventListener("keydown", function (event) {
        if (event.key !== "Enter" && event.key !== " ") return;
        event.preventDefault();
        button.click();
      });
      button.addEventListener("click", function () {
        var descending = cell.getAttribute("aria-sort") !== "descending";
        Array.prototype.forEach.call(head.cells, function (other) { other.removeAttribute("aria-sort"); });
        cell.setAttribute("aria-sort", descending ? "descending" : "ascending");
        var body = table.tBodies[0];
        var rows = Array.prototype.slice.call(body.rows).map(function (row, index) {
          return { row: row, index: index, value: number(row.cells[column]), text: row.cells[column].textContent.trim() };
        });
        var numeric = cell.classList.contains("right");
        rows.sort(function (a, b) {
          var order;
          if (numeric) {
            if (a.value === null || b.value === null) return a.value === b.value ? a.index - b.index : a.value === null ? 1 : -1;
            order = a.value - b.value;
          } else {
            order = b.text.localeCompare(a.text, document.documentElement.lang);
          }
          return (descending ? -order : order) || a.index - b.index;
        });
        rows.forEach(function (item) { body.appendChild(item.row); });
      });
    });
  }
  Array.prototype.forEach.call(document.querySelectorAll("table"), sortable);
})();
