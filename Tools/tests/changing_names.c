/* Preloaded into a program: a server of names whose answers change, as an attacker's may. The first time, the name
   changing.example has a public address; from then on it has 127.0.0.1. A connection to that public address goes to
   127.0.0.1 too, so that nothing leaves the machine. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <dlfcn.h>
#include <netdb.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/socket.h>

static const char *const name = "changing.example", *const outside = "8.8.8.8", *const inside = "127.0.0.1";
static atomic_int asked;

int getaddrinfo(const char *node, const char *service, const struct addrinfo *hints, struct addrinfo **result) {
  int (*real)(const char *, const char *, const struct addrinfo *, struct addrinfo **) = dlsym(RTLD_NEXT, "getaddrinfo");
  if (node != NULL && strcmp(node, name) == 0) node = atomic_fetch_add(&asked, 1) == 0 ? outside : inside;
  return real(node, service, hints, result);
}

int connect(int socket, const struct sockaddr *address, socklen_t length) {
  int (*real)(int, const struct sockaddr *, socklen_t) = dlsym(RTLD_NEXT, "connect");
  struct sockaddr_in changed;
  if (address->sa_family == AF_INET && length >= sizeof changed) {
    memcpy(&changed, address, sizeof changed);
    if (changed.sin_addr.s_addr == inet_addr(outside)) {
      changed.sin_addr.s_addr = inet_addr(inside);
      return real(socket, (const struct sockaddr *)&changed, sizeof changed);
    }
  }
  return real(socket, address, length);
}
