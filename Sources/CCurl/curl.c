#include "CCurl.h"

#include "CLoader.h"

// The name that the library has had since 2006; another number would be another interface.
#define LIBRARY "libcurl.so.4"

#define FUNCTIONS(F)                                                                                                    \
  F(curl_global_init) F(curl_easy_init) F(curl_easy_cleanup) F(curl_easy_strerror) F(curl_easy_setopt)                  \
  F(curl_easy_getinfo) F(curl_multi_init) F(curl_multi_cleanup) F(curl_multi_setopt) F(curl_multi_add_handle)           \
  F(curl_multi_remove_handle) F(curl_multi_perform) F(curl_multi_poll) F(curl_multi_info_read) F(curl_slist_append)     \
  F(curl_slist_free_all) F(curl_url) F(curl_url_cleanup) F(curl_url_set) F(curl_url_get) F(curl_free) F(curl_getdate)

STELE_LIBRARY(LIBRARY, FUNCTIONS)

const char *stele_curl_load(void) { return why_not_loaded(); }

CURLcode stele_curl_global_init(long flags) { return loaded()->curl_global_init(flags); }
CURL *stele_curl_easy_init(void) { return loaded()->curl_easy_init(); }
void stele_curl_easy_cleanup(CURL *curl) { loaded()->curl_easy_cleanup(curl); }
const char *stele_curl_easy_strerror(CURLcode code) { return loaded()->curl_easy_strerror(code); }

CURLcode stele_curl_set_long(CURL *curl, CURLoption option, long value) {
  return loaded()->curl_easy_setopt(curl, option, value);
}
CURLcode stele_curl_set_text(CURL *curl, CURLoption option, const char *value) {
  return loaded()->curl_easy_setopt(curl, option, value);
}
CURLcode stele_curl_set_pointer(CURL *curl, CURLoption option, void *value) {
  return loaded()->curl_easy_setopt(curl, option, value);
}
CURLcode stele_curl_set_callback(CURL *curl, CURLoption option, curl_write_callback value) {
  return loaded()->curl_easy_setopt(curl, option, value);
}
CURLcode stele_curl_set_debug(CURL *curl, curl_debug_callback value) {
  return loaded()->curl_easy_setopt(curl, CURLOPT_DEBUGFUNCTION, value);
}
CURLcode stele_curl_set_open_socket(CURL *curl, stele_curl_open_socket value) {
  return loaded()->curl_easy_setopt(curl, CURLOPT_OPENSOCKETFUNCTION, value);
}
CURLcode stele_curl_get_long(CURL *curl, CURLINFO info, long *value) {
  return loaded()->curl_easy_getinfo(curl, info, value);
}
CURLcode stele_curl_get_number(CURL *curl, CURLINFO info, curl_off_t *value) {
  return loaded()->curl_easy_getinfo(curl, info, value);
}
CURLcode stele_curl_get_text(CURL *curl, CURLINFO info, char **value) {
  return loaded()->curl_easy_getinfo(curl, info, value);
}
CURLcode stele_curl_get_certificates(CURL *curl, struct curl_certinfo **value) {
  return loaded()->curl_easy_getinfo(curl, CURLINFO_CERTINFO, value);
}

CURLM *stele_curl_multi_init(void) { return loaded()->curl_multi_init(); }
CURLMcode stele_curl_multi_cleanup(CURLM *multi) { return loaded()->curl_multi_cleanup(multi); }
CURLMcode stele_curl_multi_set_long(CURLM *multi, CURLMoption option, long value) {
  return loaded()->curl_multi_setopt(multi, option, value);
}
CURLMcode stele_curl_multi_add_handle(CURLM *multi, CURL *curl) {
  return loaded()->curl_multi_add_handle(multi, curl);
}
CURLMcode stele_curl_multi_remove_handle(CURLM *multi, CURL *curl) {
  return loaded()->curl_multi_remove_handle(multi, curl);
}
CURLMcode stele_curl_multi_perform(CURLM *multi, int *running) {
  return loaded()->curl_multi_perform(multi, running);
}
CURLMcode stele_curl_multi_poll(CURLM *multi, int milliseconds) {
  return loaded()->curl_multi_poll(multi, NULL, 0, milliseconds, NULL);
}
CURLMsg *stele_curl_multi_info_read(CURLM *multi, int *left) {
  return loaded()->curl_multi_info_read(multi, left);
}
CURLcode stele_curl_result(CURLMsg *message) { return message->data.result; }

struct curl_slist *stele_curl_slist_append(struct curl_slist *list, const char *text) {
  return loaded()->curl_slist_append(list, text);
}
void stele_curl_slist_free_all(struct curl_slist *list) { loaded()->curl_slist_free_all(list); }

CURLU *stele_curl_url(void) { return loaded()->curl_url(); }
void stele_curl_url_cleanup(CURLU *url) { loaded()->curl_url_cleanup(url); }
CURLUcode stele_curl_url_set(CURLU *url, CURLUPart part, const char *text, unsigned int flags) {
  return loaded()->curl_url_set(url, part, text, flags);
}
CURLUcode stele_curl_url_get(CURLU *url, CURLUPart part, char **text, unsigned int flags) {
  return loaded()->curl_url_get(url, part, text, flags);
}
void stele_curl_free(void *memory) { loaded()->curl_free(memory); }

time_t stele_curl_getdate(const char *text) { return loaded()->curl_getdate(text, NULL); }
