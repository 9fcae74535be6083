"use strict";
(function () {
  var refuse = function () { return Promise.reject(new Error("this page loads nothing")); };
  var loader = { load: refuse, sanitize: refuse, http: refuse, file: refuse };
  var islands = Array.prototype.slice.call(document.querySelectorAll("script[type='application/json']"));
  function rows(columns) {
    var names = Object.keys(columns);
    var lists = names.map(function (name) {
      var column = columns[name];
      return Array.isArray(column) ? column : column.at.map(function (at) { return column.words[at]; });
    });
    return (lists[0] || []).map(function (_, at) {
      var row = {};
      names.forEach(function (name, place) { if (lists[place][at] !== null) { row[name] = lists[place][at]; } });
      return row;
    });
  }
  function unpacked(text) {
    var spec = JSON.parse(text);
    Object.keys(spec.datasets).forEach(function (name) { spec.datasets[name] = rows(spec.datasets[name]); });
    return spec;
  }
  function draw(island) {
    var chart = document.getElementById(island.id.replace("spec-", "chart-"));
    chart.textContent = "";
    return vegaEmbed(chart, unpacked(island.textContent), {
      mode: "vega-lite", renderer: "svg", actions: false, defaultStyle: false,
      ast: true, loader: loader,
      tooltip: { disableDefaultStyle: true }
    }).then(function () {
      chart.dataset.done = "1";
      chart.querySelectorAll("svg").forEach(function (svg) {
        svg.setAttribute("aria-hidden", "true");
        svg.removeAttribute("role");
        svg.setAttribute("focusable", "false");
      });
      document.querySelectorAll("details[data-of='" + chart.id + "']").forEach(function (table) { table.open = false; });
    }).catch(function () {
      chart.textContent = "This chart could not be drawn; its figures are in the table below.";
    });
  }
  document.querySelectorAll("details[data-fold]").forEach(function (part) { part.open = false; });
  islands.reduce(function (before, island) {
    return before.then(function () { return draw(island); });
  }, Promise.resolve()).then(function () { document.documentElement.dataset.drawn = "1"; });
  var opened = [];
  window.addEventListener("beforeprint", function () {
    opened = Array.prototype.slice.call(document.querySelectorAll("details:not([open])"));
    opened.forEach(function (part) { part.open = true; });
  });
  window.addEventListener("afterprint", function () {
    opened.forEach(function (part) { part.open = false; });
  });
})();
