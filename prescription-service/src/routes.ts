import { ofRecord } from '@hms/service-kit/narrow';
import { ok, page } from '@hms/service-kit/response';
import { historyPage, HistoryQuery, Version } from '@hms/service-kit/history';
import { mergePatchOf } from '@hms/service-kit/merge-patch';
import { listPage } from '@hms/service-kit/paging';
import { stateForbidsCommand } from '@hms/service-kit/problem';
import { operation, type Operation } from '@hms/service-kit/operation';
import { idParameters, pageOf } from '@hms/service-kit/schema';
import { access } from './access';
import { changePrescription } from './change-prescription';
import { changeStatus, reinstate } from './change-status';
import type { PrescriptionContext } from './context';
import { prescribe } from './prescribe';
import { previewPrescription } from './preview-prescription';
import { dispensableList, prescriptionList, prescriptions } from './prescription-store';
import { prescribingProblems, prescriptionFrozen } from './problems';
import {
  NewStatusReason,
  NewStopReason,
  Prescription,
  PrescriptionChanges,
  PrescriptionQuery,
  ReinstateReason,
} from './schemas';

const commands = [
  {
    id: 'holdPrescription',
    command: 'hold',
    summary: 'Put a prescription on hold',
    description: 'Suspends an active prescription: nothing of it is dispensed until it is resumed.',
    body: NewStatusReason,
  },
  {
    id: 'resumePrescription',
    command: 'resume',
    summary: 'Resume a prescription',
    description: 'Makes a prescription active again that is on hold.',
    body: NewStatusReason,
  },
  {
    id: 'stopPrescription',
    command: 'stop',
    summary: 'Stop a prescription',
    description:
      'Ends a prescription for good, also one that has been dispensed in full. A draft or a cancelled prescription is refused.',
    body: NewStopReason,
  },
  {
    id: 'cancelPrescription',
    command: 'cancel',
    summary: 'Cancel a prescription',
    description:
      'Cancels a prescription of which nothing has been dispensed. After the first dispense it can only be stopped.',
    body: NewStatusReason,
  },
] as const;

export const prescriptionRoutes = (context: PrescriptionContext): Operation[] => [
  prescribe(context),
  previewPrescription(context),
  operation({
    id: 'listPrescriptions',
    access: access.listPrescriptions,
    patient: { in: 'query', name: 'patientId' },
    method: 'get',
    path: '/prescriptions',
    summary: 'List prescriptions',
    description:
      'Lists prescriptions, newest first, by patient, doctor, status or medication. With dispensable it lists those of which some can be handed out now, oldest first.',
    query: PrescriptionQuery,
    responses: { 200: { description: 'A page of prescriptions', schema: pageOf(Prescription) } },
    handle: async ({ query: { dispensable, ...query }, url }) =>
      page(
        dispensable === true
          ? await listPage(context.db, dispensableList, { ...query, isDispensable: true })
          : await listPage(context.db, prescriptionList, {
              ...query,
              ...(dispensable === false && { isNotDispensable: true }),
            }),
        url,
      ),
  }),
  operation({
    id: 'getPrescription',
    access: access.getPrescription,
    patient: ofRecord(prescriptions),
    shows: prescriptions,
    method: 'get',
    path: '/prescriptions/:id',
    summary: 'Read a prescription',
    description: 'Returns one prescription, with what was found by the safety check and what is left to dispense.',
    params: idParameters,
    responses: { 200: { description: 'The prescription', schema: Prescription } },
    handle: async ({ params }) => ok(await prescriptions.get(context.db, params.id)),
  }),
  operation({
    id: 'getPrescriptionHistory',
    access: access.getPrescriptionHistory,
    patient: ofRecord(prescriptions),
    method: 'get',
    path: '/prescriptions/:id/history',
    summary: 'List the versions of a prescription',
    description:
      'Lists every version since the prescription became active, newest first, each with what changed and the request that changed it.',
    params: idParameters,
    query: HistoryQuery,
    responses: { 200: { description: 'A page of versions', schema: pageOf(Version) } },
    handle: ({ params, query, url }) => historyPage(context.db, prescriptions, { id: params.id, query, url }),
  }),
  operation({
    id: 'changePrescription',
    access: access.changePrescription,
    patient: ofRecord(prescriptions),
    doctor: ofRecord(prescriptions, 'doctor_id'),
    method: 'patch',
    path: '/prescriptions/:id',
    summary: 'Change a prescription',
    description:
      'Changes a draft; of a prescription that has been checked only expiresOn can change. Another medication is another prescription.',
    params: idParameters,
    body: mergePatchOf(PrescriptionChanges),
    responses: { 200: { description: 'The changed prescription', schema: Prescription } },
    problems: [stateForbidsCommand, prescriptionFrozen],
    handle: async (request) => ok(await changePrescription(context.db, request, context.validity)),
  }),
  ...commands.map(({ id, command: name, summary, description, body }) =>
    operation({
      id,
      access: access[id],
      patient: ofRecord(prescriptions),
      method: 'post',
      path: `/prescriptions/:id/${name}`,
      summary,
      description,
      params: idParameters,
      body,
      responses: { 200: { description: 'The changed prescription', schema: Prescription } },
      problems: [stateForbidsCommand],
      handle: ({ params, body: reason, command }) => command.store((tx) => changeStatus(tx, params.id, name, reason)),
    }),
  ),
  operation({
    id: 'reinstatePrescription',
    access: access.reinstatePrescription,
    patient: ofRecord(prescriptions),
    doctor: ofRecord(prescriptions, 'doctor_id'),
    method: 'post',
    path: '/prescriptions/:id/reinstate',
    summary: 'Reinstate a prescription',
    description:
      'Undoes a stop or a cancellation that was a mistake. The medication is checked as if it were prescribed now. If patient-service or doctor-service does not respond, the response is 503 and nothing is changed.',
    params: idParameters,
    body: ReinstateReason,
    responses: { 200: { description: 'The prescription, active again', schema: Prescription } },
    problems: [...prescribingProblems, stateForbidsCommand],
    handle: ({ params, body, command }) => reinstate(context.db, context.upstreams, command, params.id, body),
  }),
];
