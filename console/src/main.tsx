import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { cache } from './app/client.ts';
import { router } from './app/router.tsx';
import { SpeechProvider } from './app/texts.tsx';
import { NoticesProvider } from './kit/notices.tsx';
import './style/base.css';
import './style/kit.css';
import './style/screens.css';

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={cache}>
      <SpeechProvider>
        <NoticesProvider>
          <RouterProvider router={router} />
        </NoticesProvider>
      </SpeechProvider>
    </QueryClientProvider>
  </StrictMode>,
);
