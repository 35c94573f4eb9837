import { runService } from '@hms/service-kit/run-service';
import { service } from './service';

runService(service);
