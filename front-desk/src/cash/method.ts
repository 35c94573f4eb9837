import type { components } from '../api/generated/payment-service';

/** How something is paid. */
export type Method = components['schemas']['Payment']['method'];
