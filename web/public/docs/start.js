// Draws the API reference. Without search: Redoc searches in a worker made from a blob, which the pages' policy refuses.
const place = document.getElementById('reference');
const fonts = "'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', system-ui, sans-serif";
window.Redoc.init(
  place.dataset.openapi,
  {
    disableSearch: true,
    hideDownloadButton: true,
    theme: {
      colors: { primary: { main: '#1d5c63' } },
      typography: { fontFamily: fonts, headings: { fontFamily: fonts } },
    },
  },
  place,
);
