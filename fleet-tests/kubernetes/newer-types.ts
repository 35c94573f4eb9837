// What CloudNativePG has and the types of @kubernetes-models/cloudnative-pg 0.1 (the last for Node 20; of CloudNativePG 1.24)
// do not know. Take these out once that package may be 2.0.
import type { ICluster as OlderCluster } from '@kubernetes-models/cloudnative-pg/postgresql.cnpg.io/v1/Cluster';

type OlderSpec = NonNullable<OlderCluster['spec']>;

/** Since 1.26. */
export interface ICluster extends Omit<OlderCluster, 'spec'> {
  spec: Omit<OlderSpec, 'plugins'> & {
    plugins?: (NonNullable<OlderSpec['plugins']>[number] & { enabled?: boolean; isWALArchiver?: boolean })[];
  };
}

/** The Barman Cloud plugin's; its configuration is of the same form as the one that clusters had before. */
export interface IObjectStore {
  apiVersion: 'barmancloud.cnpg.io/v1';
  kind: 'ObjectStore';
  metadata: NonNullable<OlderCluster['metadata']>;
  spec: {
    retentionPolicy?: string;
    configuration: NonNullable<NonNullable<OlderSpec['backup']>['barmanObjectStore']>;
  };
}
