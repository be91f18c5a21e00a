// Scrolls a map that is wider than the screen to the middle of its places.

"use strict";

{
  const figure = edition.need(".map-figure");
  const middle = Number(figure.dataset.middle) * figure.scrollWidth;
  figure.scrollLeft = middle - figure.clientWidth / 2;
}
