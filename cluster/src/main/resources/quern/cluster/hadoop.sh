#!/bin/sh
# Hadoop's own tools, with the jars and the configuration of one cluster. Written by `quern cluster start` under
# the names hadoop, hdfs, yarn and mapred; the name decides which tools it knows.
#
#   HADOOP_CONF_DIR      another configuration than the cluster's
#   HADOOP_CLASSPATH     more classes, behind Hadoop's own
#   HADOOP_CLIENT_OPTS   options for the JVM
#   HADOOP_HEAPSIZE_MAX  heap size (512m)
#   HADOOP_ROOT_LOGGER   what is logged, and where (INFO,console)
set -u

home='@HOME@'
lib='@LIB@'
java='@JAVA@'

tool=${0##*/}
if [ $# -eq 0 ]; then
  word=--help
else
  word=$1
  shift
fi

usage() {
  case $tool in
    hadoop) words="checknative classpath conftest credential daemonlog distcp dtutil fs jar key version" ;;
    hdfs) words="balancer cacheadmin classpath crypto debug dfs dfsadmin ec fetchdt fsck getconf groups lsSnapshottableDir mover oev oiv snapshotDiff storagepolicies version" ;;
    yarn) words="app application applicationattempt classpath cluster container daemonlog jar logs node queue rmadmin schedulerconf top version" ;;
    mapred) words="classpath distcp hsadmin job queue sampler streaming version" ;;
  esac
  echo "usage: $tool WORD [arguments], where WORD is one of:"
  echo "  $words" | fold -s -w 78 | sed '2,$s/^/  /'
  echo "or the full name of a class with a main method."
}

[ -x "$java" ] || {
  echo "$tool: no Java at $java any more; \`quern cluster start\` writes this file anew" >&2
  exit 1
}

conf=${HADOOP_CONF_DIR:-$home/conf}
hdfs=org.apache.hadoop.hdfs.tools
yarn=org.apache.hadoop.yarn.client.cli
case $tool:$word in
  *:--help | *:-h | *:help) usage; exit 0 ;;
  *:version) class=org.apache.hadoop.util.VersionInfo ;;
  *:classpath) class=org.apache.hadoop.util.Classpath ;;
  hadoop:fs | hdfs:dfs) class=org.apache.hadoop.fs.FsShell ;;
  hadoop:jar | yarn:jar) class=org.apache.hadoop.util.RunJar ;;
  hadoop:checknative) class=org.apache.hadoop.util.NativeLibraryChecker ;;
  hadoop:conftest) class=org.apache.hadoop.util.ConfTest ;;
  hadoop:credential) class=org.apache.hadoop.security.alias.CredentialShell ;;
  hadoop:daemonlog | yarn:daemonlog) class=org.apache.hadoop.log.LogLevel ;;
  hadoop:distcp | mapred:distcp) class=org.apache.hadoop.tools.DistCp ;;
  hadoop:dtutil) class=org.apache.hadoop.security.token.DtUtilShell ;;
  hadoop:key) class=org.apache.hadoop.crypto.key.KeyShell ;;
  hdfs:balancer) class=org.apache.hadoop.hdfs.server.balancer.Balancer ;;
  hdfs:cacheadmin) class=$hdfs.CacheAdmin ;;
  hdfs:crypto) class=$hdfs.CryptoAdmin ;;
  hdfs:debug) class=$hdfs.DebugAdmin ;;
  hdfs:dfsadmin) class=$hdfs.DFSAdmin ;;
  hdfs:ec) class=$hdfs.ECAdmin ;;
  hdfs:fetchdt) class=$hdfs.DelegationTokenFetcher ;;
  hdfs:fsck) class=$hdfs.DFSck ;;
  hdfs:getconf) class=$hdfs.GetConf ;;
  hdfs:groups) class=$hdfs.GetGroups ;;
  hdfs:lsSnapshottableDir) class=$hdfs.snapshot.LsSnapshottableDir ;;
  hdfs:mover) class=org.apache.hadoop.hdfs.server.mover.Mover ;;
  hdfs:oev) class=$hdfs.offlineEditsViewer.OfflineEditsViewer ;;
  hdfs:oiv) class=$hdfs.offlineImageViewer.OfflineImageViewerPB ;;
  hdfs:snapshotDiff) class=$hdfs.snapshot.SnapshotDiff ;;
  hdfs:storagepolicies) class=$hdfs.StoragePolicyAdmin ;;
  yarn:app | yarn:application | yarn:applicationattempt | yarn:container)
    # These read the word themselves.
    class=$yarn.ApplicationCLI
    set -- "$word" "$@"
    ;;
  yarn:cluster) class=$yarn.ClusterCLI ;;
  yarn:logs) class=$yarn.LogsCLI ;;
  yarn:node) class=$yarn.NodeCLI ;;
  yarn:queue) class=$yarn.QueueCLI ;;
  yarn:rmadmin) class=$yarn.RMAdminCLI ;;
  yarn:schedulerconf) class=$yarn.SchedConfCLI ;;
  yarn:top) class=$yarn.TopCLI ;;
  mapred:hsadmin) class=org.apache.hadoop.mapreduce.v2.hs.client.HSAdmin ;;
  mapred:job) class=org.apache.hadoop.mapred.JobClient ;;
  mapred:queue) class=org.apache.hadoop.mapred.JobQueueClient ;;
  mapred:sampler) class=org.apache.hadoop.mapred.lib.InputSampler ;;
  mapred:streaming)
    class=org.apache.hadoop.util.RunJar
    set -- "$lib/../share/hadoop-streaming.jar" "$@"
    ;;
  *:namenode | *:datanode | *:resourcemanager | *:nodemanager | *:historyserver)
    echo "$tool: quern cluster start, stop and logs look after the daemons" >&2
    exit 2
    ;;
  *:*.*) class=$word ;;
  *)
    echo "$tool: it has no '$word'" >&2
    usage >&2
    exit 2
    ;;
esac

export HADOOP_CONF_DIR="$conf"
exec "$java" "-Xmx${HADOOP_HEAPSIZE_MAX:-512m}" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xshare:auto \
  @FLAGS@ \
  "-Dlog4j.configuration=file:$home/conf/log4j.properties" \
  "-Dquern.root.logger=${HADOOP_ROOT_LOGGER:-INFO,console}" \
  ${HADOOP_OPTS:-} ${HADOOP_CLIENT_OPTS:-} \
  -cp "$conf:$lib/*${HADOOP_CLASSPATH:+:$HADOOP_CLASSPATH}" "$class" "$@"
