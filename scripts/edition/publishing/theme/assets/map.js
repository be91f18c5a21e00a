// Opens a map that is wider than the screen at the middle of its places.

"use strict";

{
  const figure = edition.need(".map-figure");
  const middle = Number(figure.dataset.middle) * figure.scrollWidth;
  figure.scrollLeft = middle - figure.clientWidth / 2;
}
