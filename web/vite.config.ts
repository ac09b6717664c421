import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';

const require = createRequire(import.meta.url);

/**
 * The API reference is a page of its own (docs.html): Redoc's bundle is copied beside it, so that it is in no chunk of the
 * app. Its one foreign address, a logo, is pointed at ours.
 */
function reference(): Plugin {
  return {
    name: 'reference',
    apply: 'build',
    generateBundle() {
      const bundle = require.resolve('redoc/bundles/redoc.standalone.js');
      const source = readFileSync(bundle, 'utf8').replaceAll(
        'https://cdn.redoc.ly/redoc/logo-mini.svg',
        '/favicon.svg',
      );
      this.emitFile({ type: 'asset', fileName: 'docs/redoc.standalone.js', source });
      this.emitFile({
        type: 'asset',
        fileName: 'docs/redoc.standalone.js.LICENSE.txt',
        source: readFileSync(`${bundle}.LICENSE.txt`),
      });
    },
  };
}

/** Building empties dist; the Go side embeds the folder and needs one committed file in it. */
function keep(): Plugin {
  return {
    name: 'keep',
    apply: 'build',
    generateBundle() {
      this.emitFile({ type: 'asset', fileName: '.keep', source: '' });
    },
  };
}

/** Chunks that few visits need: fetched when they are, not kept beforehand. */
const rare = /^assets\/(charts|pmtiles)-/;

/** The service worker, with the list of the files that it keeps. Redoc is left out: nobody reads it on a bad line. */
function offline(): Plugin {
  return {
    name: 'offline',
    apply: 'build',
    generateBundle: {
      order: 'post',
      handler(_, bundle) {
        const names = Object.keys(bundle).filter(
          (name) => name.startsWith('assets/') && !name.endsWith('.map') && !rare.test(name),
        );
        const files = [...names.sort().map((name) => `/${name}`), '/favicon.svg', '/manifest.webmanifest'];
        const version = createHash('sha256').update(files.join()).digest('hex').slice(0, 12);
        const source = readFileSync(new URL('sw/sw.js', import.meta.url), 'utf8')
          .replace('__VERSION__', version)
          .replace('__FILES__', JSON.stringify(files));
        this.emitFile({ type: 'asset', fileName: 'sw.js', source });
      },
    },
  };
}

export default defineConfig({
  plugins: [reference(), keep(), offline()],
  build: {
    target: 'es2022',
    assetsInlineLimit: 0, // the policy of the pages allows no inline script
    modulePreload: { polyfill: false },
    // MapLibre alone is larger than the limit at which Vite warns; it has a chunk of its own.
    chunkSizeWarningLimit: 1600,
    license: { fileName: 'licenses.md' },
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: 'maplibre', test: /node_modules[\\/](maplibre-gl|@maplibre)[\\/]/ },
            { name: 'pmtiles', test: /node_modules[\\/](pmtiles|fflate)[\\/]/ },
            { name: 'charts', test: /node_modules[\\/](echarts|zrender|tslib)[\\/]/ },
          ],
        },
      },
    },
  },
  worker: { format: 'es' },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  server: { proxy: { '/api': process.env.WANGGE_API ?? 'http://127.0.0.1:8080' } },
  test: {
    environment: 'happy-dom',
    // A click on a link opens nothing: no test reaches the network.
    environmentOptions: {
      happyDOM: {
        settings: {
          navigation: {
            disableMainFrameNavigation: true,
            disableChildPageNavigation: true,
            disableFallbackToSetURL: true,
          },
        },
      },
    },
    include: ['src/**/*.test.{ts,tsx}'],
    restoreMocks: true,
    unstubGlobals: true,
  },
});
