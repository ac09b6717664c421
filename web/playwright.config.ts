import { chmodSync, mkdtempSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from '@playwright/test';

// The tests run on the built binary with a data folder of its own. This file is read once by the runner and once by every
// worker; what the first reading decides goes on to the others by the environment.
process.env.WANGGE_E2E_PORT ??= String(await freePort());
process.env.WANGGE_E2E_DIR ??= mkdtempSync(join(tmpdir(), 'wangge-e2e-'));
const { WANGGE_E2E_PORT: port, WANGGE_E2E_DIR: dir } = process.env;
chmodSync(String(dir), 0o711); // root's database runs as another user
// A service that is there already may be looked at instead, such as a whole city's; nothing is started then.
const given = process.env.WANGGE_E2E_URL;
const url = given ?? `http://127.0.0.1:${port}`;

export default defineConfig({
  testDir: 'e2e',
  // It measures a service that is there already; on the town it would say nothing.
  testIgnore: given ? [] : 'smooth.spec.ts',
  outputDir: 'test-results',
  globalTeardown: './e2e/teardown.ts',
  // Two processors: one draws the map in software, the other serves it.
  workers: 1,
  timeout: 90_000,
  expect: { timeout: 30_000 }, // drawn in software, on a machine that may be busy
  forbidOnly: process.env.CI === 'true',
  reporter: [['list']],
  use: {
    baseURL: url,
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: process.env.WANGGE_CHROMIUM ?? '/usr/bin/chromium',
      args: [
        '--use-gl=angle',
        '--use-angle=swiftshader',
        '--enable-unsafe-swiftshader',
        '--disable-background-networking',
        '--disable-component-update',
        // A second page must go on drawing while the first is in front.
        '--disable-renderer-backgrounding',
        '--disable-backgrounding-occluded-windows',
        // Chromium refuses its sandbox to root, which is who runs this in a container.
        ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      ],
    },
  },
  projects: [
    { name: 'desk', use: { viewport: { width: 1440, height: 900 } } },
    {
      name: 'phone',
      testIgnore: ['keyboard.spec.ts', 'work-keys.spec.ts', 'smooth.spec.ts'], // a phone has no keys, and is not what is measured
      grepInvert: /@once/, // the same at any width
      use: { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true, deviceScaleFactor: 2 },
    },
  ],
  ...(!given && {
    webServer: {
      command: `../bin/wangge demo --data-dir ${dir} --listen 127.0.0.1:${port} --reads-per-second 1000 --writes-per-second 100 --photos-per-second 100`,
      url: `${url}/readyz`,
      timeout: 120_000,
      gracefulShutdown: { signal: 'SIGTERM', timeout: 30_000 },
    },
  }),
});

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
