// Lists that are read page by page while somebody scrolls.
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';

interface Page<Row> {
  readonly data: readonly Row[];
  readonly next_cursor: string | null;
  readonly total: number | null;
}

type List<Given, Answer> = (
  input: Given & { cursor?: string },
  options: { readonly signal: AbortSignal },
) => Promise<Answer>;

type RowOf<Answer> = Answer extends Page<infer Row> ? Row : never;

/** All rows read so far; `more` reads the next page if there is one. */
export function usePages<Given extends object, Answer extends Page<unknown>>(
  key: readonly unknown[],
  list: List<Given, Answer>,
  input: Given,
) {
  const query = useInfiniteQuery({
    queryKey: [...key, input],
    queryFn: ({ pageParam, signal }) => list(pageParam === '' ? input : { ...input, cursor: pageParam }, { signal }),
    initialPageParam: '',
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    placeholderData: keepPreviousData,
  });
  const { data, hasNextPage, isFetchingNextPage, fetchNextPage, isPlaceholderData, error, refetch } = query;
  const pages = data?.pages;
  const rows = useMemo(() => pages?.flatMap((page) => page.data as readonly RowOf<Answer>[]), [pages]);
  const more = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
  return {
    data: rows,
    first: pages?.[0],
    total: pages?.[0]?.total ?? null,
    hasMore: hasNextPage,
    more,
    isStale: isPlaceholderData,
    error,
    refetch,
  };
}
