// libcurl, loaded when the first function of it is called and not when the program starts: it brings some thirty libraries,
// which would take longer to load than most commands take, and which who packs without fetching need not have.
//
// Each function is that of libcurl with the same name behind `stele_`. The setters and getters, which take any number of
// arguments of any type there, are one function for each type that is used: Swift cannot call the others.
#pragma once
#define CURL_DISABLE_TYPECHECK
#include <curl/curl.h>

/// Loads the library, once. Every other function here does so first, and ends the process if it cannot: ask before.
/// Returns NULL, or why it cannot be loaded.
const char *stele_curl_load(void);

CURLcode stele_curl_global_init(long flags);
CURL *stele_curl_easy_init(void);
void stele_curl_easy_cleanup(CURL *curl);
const char *stele_curl_easy_strerror(CURLcode code);

typedef curl_socket_t (*stele_curl_open_socket)(void *, curlsocktype, struct curl_sockaddr *);

CURLcode stele_curl_set_long(CURL *curl, CURLoption option, long value);
CURLcode stele_curl_set_text(CURL *curl, CURLoption option, const char *value);
CURLcode stele_curl_set_pointer(CURL *curl, CURLoption option, void *value);
CURLcode stele_curl_set_callback(CURL *curl, CURLoption option, curl_write_callback value);
CURLcode stele_curl_set_debug(CURL *curl, curl_debug_callback value);
CURLcode stele_curl_set_open_socket(CURL *curl, stele_curl_open_socket value);
CURLcode stele_curl_get_long(CURL *curl, CURLINFO info, long *value);
CURLcode stele_curl_get_number(CURL *curl, CURLINFO info, curl_off_t *value);
CURLcode stele_curl_get_text(CURL *curl, CURLINFO info, char **value);
CURLcode stele_curl_get_certificates(CURL *curl, struct curl_certinfo **value);

CURLM *stele_curl_multi_init(void);
CURLMcode stele_curl_multi_cleanup(CURLM *multi);
CURLMcode stele_curl_multi_set_long(CURLM *multi, CURLMoption option, long value);
CURLMcode stele_curl_multi_add_handle(CURLM *multi, CURL *curl);
CURLMcode stele_curl_multi_remove_handle(CURLM *multi, CURL *curl);
CURLMcode stele_curl_multi_perform(CURLM *multi, int *running);
CURLMcode stele_curl_multi_poll(CURLM *multi, int milliseconds);
CURLMsg *stele_curl_multi_info_read(CURLM *multi, int *left);
/// The transfer that a message is of, and how it ended.
CURLcode stele_curl_result(CURLMsg *message);

struct curl_slist *stele_curl_slist_append(struct curl_slist *list, const char *text);
void stele_curl_slist_free_all(struct curl_slist *list);

CURLU *stele_curl_url(void);
void stele_curl_url_cleanup(CURLU *url);
CURLUcode stele_curl_url_set(CURLU *url, CURLUPart part, const char *text, unsigned int flags);
CURLUcode stele_curl_url_get(CURLU *url, CURLUPart part, char **text, unsigned int flags);
void stele_curl_free(void *memory);

time_t stele_curl_getdate(const char *text);
