import locales from '@react-aria/optimize-locales-plugin';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  base: '/console/',
  // The kit has the words of thirty languages; the console speaks five.
  plugins: [react(), { ...locales.vite({ locales: ['en-US', 'de-DE', 'fr-FR', 'es-ES', 'ar-AE'] }), enforce: 'pre' }],
  // The client as it is written, not as it was built last.
  resolve: { conditions: ['kith-source', 'module', 'browser', 'production'] },
  build: { target: 'es2023', assetsInlineLimit: 0, modulePreload: { polyfill: false }, reportCompressedSize: false },
  // `npm run dev --workspace console` beside a server on the usual port.
  server: { proxy: { '/v1': 'http://127.0.0.1:8080' } },
});
