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

  // The search page has a script of its own.
  if (document.getElementById("search")) {
    var script = document.createElement("script");
    script.src = "theme/search.js";
    document.head.appendChild(script);
  }

  // Tables sort by a click on the head of a column of numbers.
  function number(cell) {
    var text = cell.textContent.trim().replace(/\u2212/g, "-").replace(/[,%<>]/g, "");
    var value = parseFloat(text);
    return isNaN(value) ? null : value;
  }

  function sortable(table) {
    var head = table.tHead && table.tHead.rows[0];
    if (!head || !table.tBodies[0] || table.tBodies[0].rows.length < 4 || table.closest(".matrix")) return;
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

  // The filter of a list of features: its data come as scripts that call atlasRows.
  var form = document.getElementById("filter");
  var table = form && document.querySelector("main .table table");
  if (!form || !table) return;
  var input = document.getElementById("filter-text");
  var status = document.getElementById("filter-status");
  var chunks = Number(form.dataset.chunks);
  var rows = [], classes = [], attributes = [], loaded = 0, requested = false;
  var shown = 200;
  var original = Array.prototype.slice.call(table.tBodies[0].rows);
  var badges = {};
  Array.prototype.forEach.call(table.querySelectorAll(".badge"), function (badge) {
    badges[badge.className.replace("badge ", "")] = badge;
  });
  form.hidden = false;
  form.addEventListener("submit", function (event) {
    event.preventDefault();
    var first = table.tBodies[0].querySelector("a");
    if (first && input.value.trim()) location.href = first.href;
  });

  window.atlasRows = function (data) {
    classes = data.classes;
    attributes = data.attributes;
    rows = rows.concat(data.rows);
    loaded += 1;
    if (loaded === chunks) apply();
  };

  function load() {
    if (requested) return;
    requested = true;
    status.textContent = form.dataset.loading;
    for (var i = 0; i < chunks; i++) {
      var script = document.createElement("script");
      script.src = "features-" + i + ".js";
      script.async = false;
      document.head.appendChild(script);
    }
  }

  var columns = {
    feature: function (r) { return r[0]; },
    active: function (r) { return r[1]; },
    density: function (r) { return r[2]; },
    mean: function (r) { return r[3]; },
    auroc: function (r) { return r[5]; },
    q: function (r) { return r[6]; },
    effect: function (r) {
      var best = null;
      for (var i = 9; i < r.length; i += 3) if (r[i] !== null && (best === null || Math.abs(r[i]) > best)) best = Math.abs(r[i]);
      return best === null ? null : best * 100;
    }
  };

  // Full-width letters and digits mean the same as others.
  function plain(text) { return text.normalize("NFKC").toLowerCase(); }

  function condition(word) {
    var match = /^([a-z]+)(<=|>=|<|>|=)(-?[0-9.]+)(%?)$/.exec(word);
    if (match && columns[match[1]]) {
      var value = parseFloat(match[3]) / (match[4] && match[1] !== "effect" ? 100 : 1);
      var column = columns[match[1]], operator = match[2];
      return function (r) {
        var x = column(r);
        if (x === null) return false;
        return operator === "<" ? x < value : operator === ">" ? x > value : operator === "<=" ? x <= value : operator === ">=" ? x >= value : x === value;
      };
    }
    if (/^[0-9]+$/.test(word)) return function (r) { return String(r[0]).indexOf(word) === 0; };
    return function (r) {
      if (r[4] !== null && plain(classes[r[4]]).indexOf(word) >= 0) return true;
      for (var i = 7; i < r.length; i += 3) {
        if (r[i].indexOf(word) >= 0) return true;
        if (r[i] && r[i] !== "insufficient" && plain(r[i + 1]).indexOf(word) >= 0) return true;
      }
      return false;
    };
  }

  function fixed(value, digits, sign) {
    if (value === null) return "–";
    var text = Math.abs(value).toFixed(digits);
    if (Math.abs(value) >= 999.5) text = Number(text).toLocaleString("en", { minimumFractionDigits: digits });
    if (value < 0 && Number(text) !== 0) return "−" + text;
    return (sign && value > 0 ? "+" : "") + text;
  }

  function percent(value) {
    if (value === null) return "–";
    var p = value * 100;
    return p !== 0 && p < 0.005 ? "<0.01%" : p.toFixed(p !== 0 && p < 1 ? 2 : 1) + "%";
  }

  function row(r) {
    var line = document.createElement("tr");
    function cell(text, right) {
      var td = document.createElement(line.cells.length ? "td" : "th");
      if (!line.cells.length) td.scope = "row";
      if (right) td.className = "right";
      if (typeof text === "string") td.textContent = text; else td.appendChild(text);
      line.appendChild(td);
    }
    var link = document.createElement("a");
    link.href = r[0] + ".html";
    link.textContent = r[0];
    cell(link, true);
    cell(r[1].toLocaleString("en"), true);
    cell(percent(r[2]), true);
    cell(r[3] === null ? "–" : r[3] >= 100 ? fixed(r[3], 0) : r[3] >= 10 ? fixed(r[3], 1) : fixed(r[3], r[3] >= 1 ? 2 : r[3] >= 0.1 ? 3 : 4), true);
    if (classes.length) {
      cell(r[4] === null ? "–" : classes[r[4]]);
      cell(fixed(r[5], 3), true);
      cell(r[6] !== null && r[6] < 0.0005 ? "<0.001" : fixed(r[6], 3), true);
    }
    for (var i = 0; i < attributes.length; i++) {
      var verdict = r[7 + 3 * i] || "untested";
      var holder = document.createElement("span");
      var badge = badges[verdict] ? badges[verdict].cloneNode(true) : document.createElement("span");
      if (!badges[verdict]) { badge.className = "badge " + verdict; badge.textContent = verdict; }
      holder.appendChild(badge);
      if (verdict === "proxy" || verdict === "differs" || verdict === "composition") holder.appendChild(document.createTextNode(" " + r[8 + 3 * i]));
      cell(holder);
      cell(fixed(r[9 + 3 * i] === null ? null : r[9 + 3 * i] * 100, 1, true), true);
    }
    return line;
  }

  function apply() {
    var words = plain(input.value).split(/\s+/).filter(Boolean);
    var body = table.tBodies[0];
    if (!words.length) {
      body.replaceChildren.apply(body, original);
      status.textContent = "";
      return;
    }
    var conditions = words.map(condition);
    var found = rows.filter(function (r) { return conditions.every(function (test) { return test(r); }); });
    body.replaceChildren.apply(body, found.slice(0, shown).map(row));
    status.textContent = found.length
      ? form.dataset.matches.replace("{0}", found.length.toLocaleString("en")).replace("{1}", rows.length.toLocaleString("en"))
      : form.dataset.none;
  }

  input.addEventListener("focus", load);
  input.addEventListener("input", function () { load(); if (loaded === chunks) apply(); });
})();
