import { NoSuchDepartment } from '#components/phonebook/no-such-department.tsx';

/** The address names a department that no entry is in. */
export default function DepartmentNotFound() {
  return <NoSuchDepartment />;
}
