/*
 * A PKCS#11 module for tests: another module (MODULE) whose tokens look like cards in a reader with a PIN pad. Whoever
 * logs in with a PIN of his own is refused; with none, what "was typed" stands in the file PAD: the PIN, or "cancel".
 * Each login adds a line to LOGINS.
 */
#include <dlfcn.h>
#include <stdio.h>
#include <string.h>

typedef unsigned long CK_ULONG;
typedef CK_ULONG CK_RV;

/* The function list of PKCS#11 2.40, section 3.6: a version, and 68 functions in fixed places. */
typedef struct {
  unsigned char version[2];
  void *functions[68];
} FunctionList;

enum { GET_FUNCTION_LIST = 3, GET_TOKEN_INFO = 6, LOGIN = 18 };

/* CK_TOKEN_INFO, section 3.2, as far as it is needed. */
typedef struct {
  unsigned char texts[96];
  CK_ULONG flags;
} TokenInfo;

static FunctionList inner, outer;

static CK_RV get_token_info(CK_ULONG slot, TokenInfo *info) {
  CK_RV rv = ((CK_RV(*)(CK_ULONG, TokenInfo *))inner.functions[GET_TOKEN_INFO])(slot, info);
  if (rv == 0) info->flags |= 0x100; /* CKF_PROTECTED_AUTHENTICATION_PATH */
  return rv;
}

static void note(const char *line) {
  FILE *file = fopen(LOGINS, "a");
  if (file == NULL) return;
  fprintf(file, "%s\n", line);
  fclose(file);
}

static CK_RV login(CK_ULONG session, CK_ULONG user, unsigned char *pin, CK_ULONG length) {
  char typed[64] = "";
  FILE *pad;
  (void)pin;
  note(length == 0 ? "pad" : "program");
  if (length != 0) return 0x7; /* CKR_ARGUMENTS_BAD */
  pad = fopen(PAD, "r");
  if (pad == NULL || fgets(typed, sizeof typed, pad) == NULL) return 0x50;
  fclose(pad);
  if (strcmp(typed, "cancel") == 0) return 0x50; /* CKR_FUNCTION_CANCELED */
  return ((CK_RV(*)(CK_ULONG, CK_ULONG, unsigned char *, CK_ULONG))inner.functions[LOGIN])(
      session, user, (unsigned char *)typed, strlen(typed));
}

CK_RV C_GetFunctionList(FunctionList **list) {
  FunctionList *found;
  void *module = dlopen(MODULE, RTLD_NOW | RTLD_LOCAL);
  void *get = module == NULL ? NULL : dlsym(module, "C_GetFunctionList");
  if (get == NULL || ((CK_RV(*)(FunctionList **))get)(&found) != 0) return 0x5; /* CKR_GENERAL_ERROR */
  inner = *found;
  outer = *found;
  outer.functions[GET_FUNCTION_LIST] = (void *)C_GetFunctionList;
  outer.functions[GET_TOKEN_INFO] = (void *)get_token_info;
  outer.functions[LOGIN] = (void *)login;
  *list = &outer;
  return 0;
}
