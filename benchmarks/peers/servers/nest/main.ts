// NestJS + TypeORM as its documentation shows: module, controller, service, entities, DTOs with class-validator. No request log.
import 'reflect-metadata';
import {
  Body,
  Controller,
  Get,
  HttpCode,
  Injectable,
  Module,
  NotFoundException,
  Param,
  ParseUUIDPipe,
  Post,
  Query,
  ValidationPipe,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { InjectRepository, TypeOrmModule } from '@nestjs/typeorm';
import { Type } from 'class-transformer';
import {
  IsArray,
  IsDateString,
  IsEmail,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  Max,
  MaxLength,
  Min,
  MinLength,
  ValidateNested,
} from 'class-validator';
import {
  Column,
  Entity,
  FindOptionsWhere,
  ILike,
  IsNull,
  JoinColumn,
  ManyToOne,
  OneToMany,
  PrimaryColumn,
  PrimaryGeneratedColumn,
  Repository,
} from 'typeorm';

@Entity('patients')
class Patient {
  @PrimaryGeneratedColumn('uuid') id: string;
  @Column({ insert: false }) mrn: string;
  @Column({ name: 'given_name', type: 'text', nullable: true }) givenName: string | null;
  @Column({ name: 'family_name', type: 'text', nullable: true }) familyName: string | null;
  @Column({ name: 'birth_date', type: 'text', nullable: true }) birthDate: string | null;
  @Column({ type: 'text' }) gender: string;
  @Column({ type: 'text', nullable: true }) phone: string | null;
  @Column({ type: 'text', nullable: true }) email: string | null;
  @Column({ type: 'json', nullable: true }) address: object | null;
  @Column({ type: 'json' }) contacts: object[];
  @OneToMany(() => Identifier, (one) => one.patient, { cascade: true }) identifiers: Identifier[];
  @OneToMany(() => Allergy, (one) => one.patient) allergies: Allergy[];
  @Column({ default: true }) active: boolean;
  @Column({ name: 'deceased_at', type: 'timestamptz', nullable: true }) deceasedAt: Date | null;
  @Column({ insert: false }) version: number;
  @Column({ name: 'created_at', type: 'timestamptz', insert: false }) createdAt: Date;
  @Column({ name: 'updated_at', type: 'timestamptz', insert: false }) updatedAt: Date;
}
@Entity('patient_identifiers')
class Identifier {
  @PrimaryColumn({ type: 'text' }) system: string;
  @PrimaryColumn({ type: 'text' }) value: string;
  @Column({ type: 'int' }) position: number;
  @ManyToOne(() => Patient, (one) => one.identifiers) @JoinColumn({ name: 'patient_id' }) patient: Patient;
}
@Entity('patient_allergies')
class Allergy {
  @PrimaryGeneratedColumn('uuid') id: string;
  @Column({ type: 'text' }) substance: string;
  @Column({ type: 'text', nullable: true }) code: string | null;
  @Column({ type: 'text', nullable: true }) reaction: string | null;
  @Column({ type: 'text' }) criticality: string;
  @Column({ type: 'text' }) status: string;
  @ManyToOne(() => Patient, (one) => one.allergies) @JoinColumn({ name: 'patient_id' }) patient: Patient;
}

class IdentifierDto {
  @IsString() @MaxLength(200) system: string;
  @IsString() @MaxLength(200) value: string;
}
class CreatePatientDto {
  @IsString() @MinLength(1) @MaxLength(200) givenName: string;
  @IsString() @MinLength(1) @MaxLength(200) familyName: string;
  @IsOptional() @IsDateString() birthDate?: string;
  @IsOptional() @IsIn(['male', 'female', 'other', 'unknown']) gender?: string;
  @IsOptional() @IsString() phone?: string;
  @IsOptional() @IsEmail() email?: string;
  @IsOptional() @IsArray() @ValidateNested({ each: true }) @Type(() => IdentifierDto) identifiers?: IdentifierDto[];
}
class PatientQueryDto {
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(200) limit?: number;
  @IsOptional() @IsString() name?: string;
  @IsOptional() @IsIn(['male', 'female', 'other', 'unknown']) gender?: string;
  @IsOptional() @IsDateString() birthDate?: string;
}

const relations = { identifiers: true, allergies: true };
@Injectable()
class PatientsService {
  constructor(@InjectRepository(Patient) private readonly patients: Repository<Patient>) {}
  async findOne(id: string): Promise<Patient> {
    const found = await this.patients.findOne({ where: { id }, relations });
    if (!found) throw new NotFoundException();
    return found;
  }
  async findAll({ limit = 50, name, gender, birthDate }: PatientQueryDto) {
    const base: FindOptionsWhere<Patient> = {
      deceasedAt: IsNull(),
      ...(gender && { gender }),
      ...(birthDate && { birthDate }),
    };
    const where = name
      ? [
          { ...base, givenName: ILike(`%${name}%`) },
          { ...base, familyName: ILike(`%${name}%`) },
        ]
      : base;
    const rows = await this.patients.find({ where, relations, order: { id: 'DESC' }, take: limit + 1 });
    const data = rows.slice(0, limit);
    return { data, nextCursor: rows.length > limit ? data.at(-1)!.id : null };
  }
  async create(dto: CreatePatientDto): Promise<Patient> {
    const { id } = await this.patients.save({
      gender: 'unknown',
      contacts: [],
      ...dto,
      identifiers: (dto.identifiers ?? []).map((one, i) => ({ ...one, position: i + 1 })),
    } as unknown as Patient);
    return this.findOne(id);
  }
}
@Controller('patients')
class PatientsController {
  constructor(private readonly service: PatientsService) {}
  @Get(':id') findOne(@Param('id', ParseUUIDPipe) id: string) {
    return this.service.findOne(id);
  }
  @Get() findAll(@Query() query: PatientQueryDto) {
    return this.service.findAll(query);
  }
  @Post() @HttpCode(201) create(@Body() dto: CreatePatientDto) {
    return this.service.create(dto);
  }
}
@Module({
  imports: [
    TypeOrmModule.forRoot({
      type: 'postgres',
      host: process.env.DB_HOST,
      port: Number(process.env.DB_PORT),
      database: process.env.DB_NAME,
      username: process.env.DB_USER,
      password: process.env.DB_PASSWORD,
      entities: [Patient, Identifier, Allergy],
      synchronize: false,
      extra: { max: 10, idleTimeoutMillis: 600_000 },
    }),
    TypeOrmModule.forFeature([Patient, Identifier, Allergy]),
  ],
  controllers: [PatientsController],
  providers: [PatientsService],
})
class AppModule {}

void NestFactory.create(AppModule, { logger: ['error'] }).then(async (app) => {
  app.useGlobalPipes(new ValidationPipe({ whitelist: true, transform: true }));
  await app.listen(Number(process.env.PORT), process.env.HOST ?? '127.0.0.1');
});
