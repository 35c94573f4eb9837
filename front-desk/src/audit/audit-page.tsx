import './audit.css';
import { Tabs } from '@mantine/core';
import { useState } from 'react';
import { leavePage } from '../shell/leave-question';
import { PageTitle } from '../shell/page-title';
import { useTexts } from '../texts/language';
import { BrokenGlass } from './broken-glass';
import { Events } from './events';
import { Proofs } from './proofs';

/** For the auditor: who did what, that nothing of it was changed, and whose glass was broken. */
export function AuditPage() {
  const t = useTexts();
  const { events, proof, glass } = t.audit.tabs;
  const [shown, show] = useState<string | null>('events');
  return (
    <>
      <PageTitle>{t.audit.title}</PageTitle>
      <Tabs value={shown} onChange={(next) => leavePage(() => show(next))} keepMounted={false}>
        <Tabs.List mb="md">
          <Tabs.Tab value="events">{events}</Tabs.Tab>
          <Tabs.Tab value="glass">{glass}</Tabs.Tab>
          <Tabs.Tab value="proof">{proof}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="events">
          <Events />
        </Tabs.Panel>
        <Tabs.Panel value="glass">
          <BrokenGlass />
        </Tabs.Panel>
        <Tabs.Panel value="proof">
          <Proofs />
        </Tabs.Panel>
      </Tabs>
    </>
  );
}
