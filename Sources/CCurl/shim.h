// libcurl's setters and getters take any number of arguments of any type, which Swift cannot call: here is one
// function for each type that is used.
#pragma once
#define CURL_DISABLE_TYPECHECK
#include <curl/curl.h>

typedef curl_socket_t (*stele_curl_open_socket)(void *, curlsocktype, struct curl_sockaddr *);

static inline CURLcode stele_curl_set_long(CURL *curl, CURLoption option, long value) {
  return curl_easy_setopt(curl, option, value);
}
static inline CURLcode stele_curl_set_text(CURL *curl, CURLoption option, const char *value) {
  return curl_easy_setopt(curl, option, value);
}
static inline CURLcode stele_curl_set_pointer(CURL *curl, CURLoption option, void *value) {
  return curl_easy_setopt(curl, option, value);
}
static inline CURLcode stele_curl_set_callback(CURL *curl, CURLoption option, curl_write_callback value) {
  return curl_easy_setopt(curl, option, value);
}
static inline CURLcode stele_curl_set_debug(CURL *curl, curl_debug_callback value) {
  return curl_easy_setopt(curl, CURLOPT_DEBUGFUNCTION, value);
}
static inline CURLcode stele_curl_set_open_socket(CURL *curl, stele_curl_open_socket value) {
  return curl_easy_setopt(curl, CURLOPT_OPENSOCKETFUNCTION, value);
}
static inline CURLcode stele_curl_get_long(CURL *curl, CURLINFO info, long *value) {
  return curl_easy_getinfo(curl, info, value);
}
static inline CURLcode stele_curl_get_number(CURL *curl, CURLINFO info, curl_off_t *value) {
  return curl_easy_getinfo(curl, info, value);
}
static inline CURLcode stele_curl_get_text(CURL *curl, CURLINFO info, char **value) {
  return curl_easy_getinfo(curl, info, value);
}
static inline CURLcode stele_curl_get_certificates(CURL *curl, struct curl_certinfo **value) {
  return curl_easy_getinfo(curl, CURLINFO_CERTINFO, value);
}
static inline CURLMcode stele_curl_multi_set_long(CURLM *multi, CURLMoption option, long value) {
  return curl_multi_setopt(multi, option, value);
}
/* The transfer that a message is of, and how it ended. */
static inline CURLcode stele_curl_result(CURLMsg *message) { return message->data.result; }
