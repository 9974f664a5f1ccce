/*
 * A PKCS#11 module for tests: another module (MODULE) in which every login fails in a bad way, as the file HOW says:
 * "abort" ends the whole process while the PIN is in its hands, "hang" never comes back.
 */
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef unsigned long CK_ULONG;
typedef CK_ULONG CK_RV;

/* The function list of PKCS#11 2.40, section 3.6: a version, and 68 functions in fixed places. */
typedef struct {
  unsigned char version[2];
  void *functions[68];
} FunctionList;

enum { GET_FUNCTION_LIST = 3, LOGIN = 18 };

static FunctionList outer;

static CK_RV login(CK_ULONG session, CK_ULONG user, unsigned char *pin, CK_ULONG length) {
  char how[16] = "";
  FILE *file = fopen(HOW, "r");
  FILE *begun = fopen(HOW ".begun", "w");
  (void)session, (void)user, (void)pin, (void)length;
  if (begun != NULL) fclose(begun);
  if (file != NULL && fgets(how, sizeof how, file) != NULL && strcmp(how, "abort") == 0) abort();
  for (;;) pause();
}

CK_RV C_GetFunctionList(FunctionList **list) {
  FunctionList *found;
  void *module = dlopen(MODULE, RTLD_NOW | RTLD_LOCAL);
  void *get = module == NULL ? NULL : dlsym(module, "C_GetFunctionList");
  if (get == NULL || ((CK_RV(*)(FunctionList **))get)(&found) != 0) return 0x5; /* CKR_GENERAL_ERROR */
  outer = *found;
  outer.functions[GET_FUNCTION_LIST] = (void *)C_GetFunctionList;
  outer.functions[LOGIN] = (void *)login;
  *list = &outer;
  return 0;
}
